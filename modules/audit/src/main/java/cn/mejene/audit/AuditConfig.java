package cn.mejene.audit;

/** Nothing to configure yet. */
public record AuditConfig() {}
