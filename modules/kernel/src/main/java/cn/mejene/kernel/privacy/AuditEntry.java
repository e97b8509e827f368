package cn.mejene.kernel.privacy;

import org.jspecify.annotations.Nullable;

/**
 * One line of the access log: no content, no name; the person appears under a pseudonym only.
 *
 * @param access what was wished
 * @param operation what was called, e.g. {@code records.content}
 * @param outcome {@code allowed}, or the code of the problem it was refused with
 * @param digest SHA-256 (hex) of the thing that was touched, where it has one
 */
public record AuditEntry(
        Access access,
        String operation,
        String outcome,
        @Nullable String digest) {

    public boolean isAllowed() {
        return outcome.equals("allowed");
    }

    public static AuditEntry allowed(Access access, String operation) {
        return new AuditEntry(access, operation, "allowed", null);
    }

    public static AuditEntry allowed(Access access, String operation, @Nullable String digest) {
        return new AuditEntry(access, operation, "allowed", digest);
    }

    public static AuditEntry refused(Access access, String operation, String code) {
        return new AuditEntry(access, operation, code, null);
    }
}
