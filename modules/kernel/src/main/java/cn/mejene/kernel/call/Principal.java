package cn.mejene.kernel.call;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who acts: a member, a person of staff, the platform itself, or nobody known. Read from the live session on every
 * call, never from a token's claims.
 *
 * @param id member or staff id, {@code system:<module>}, or {@code anonymous}
 * @param roles from {@code member, clinic, support, officer, auditor, admin, system}, or {@code ward}, a child
 *     who may bring a guardian's consent and nothing else
 * @param sessionId the session that authenticated the call
 * @param clinicId the one clinic that clinic staff belong to
 * @param employer whose staff this is; decides on residency
 * @param network where the staff account may come from
 */
public record Principal(
        String id,
        Set<String> roles,
        @Nullable String sessionId,
        @Nullable String clinicId,
        @Nullable String employer,
        @Nullable String network) {

    public Principal {
        roles = Set.copyOf(roles);
    }

    public static Principal anonymous() {
        return new Principal("anonymous", Set.of(), null, null, null, null);
    }

    public static Principal member(String id, @Nullable String sessionId) {
        return new Principal(id, Set.of("member"), sessionId, null, null, null);
    }

    /** The platform acting for itself, named by the module that acts. */
    public static Principal system(String module) {
        return new Principal("system:" + module, Set.of("system"), null, null, null, null);
    }

    public boolean isAnonymous() {
        return roles.isEmpty();
    }

    public boolean isMember() {
        return roles.contains("member");
    }

    public boolean isSystem() {
        return roles.contains("system");
    }

    public boolean has(String role) {
        return roles.contains(role);
    }
}
