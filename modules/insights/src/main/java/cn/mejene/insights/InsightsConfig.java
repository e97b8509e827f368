package cn.mejene.insights;

/** The module has no settings. */
public record InsightsConfig() {}
