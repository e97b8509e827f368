package cn.mejene.kernel.privacy;

import cn.mejene.kernel.call.Principal;
import org.jspecify.annotations.Nullable;

/**
 * One wish to touch one person's data: what the door decides on and what the log keeps (policy I(C)2, I(C)4).
 *
 * @param actor who
 * @param subject whose data
 * @param action what is done to it
 * @param resource which thing
 * @param purpose what for, e.g. {@code treatment}, {@code self}
 * @param basis on which legal basis
 * @param trace trace id of the call
 */
public record Access(
        Principal actor,
        String subject,
        Action action,
        Resource resource,
        String purpose,
        LegalBasis basis,
        String trace) {

    /** What can be done to personal data. */
    public enum Action {
        READ,
        WRITE,
        ERASE
    }

    /**
     * The thing that is touched.
     *
     * @param type e.g. {@code record}, {@code profile}
     * @param id its id, null when the access concerns all things of the type
     * @param clinic the clinic it came from, null when it came from the member or the platform
     */
    public record Resource(
            String type, @Nullable String id, @Nullable String clinic) {
        public static Resource of(String type) {
            return new Resource(type, null, null);
        }

        public static Resource of(String type, String id) {
            return new Resource(type, id, null);
        }
    }

    /** A member's access to her own data. */
    public static Access own(Principal member, Action action, Resource resource, String trace) {
        return new Access(member, member.id(), action, resource, "self", LegalBasis.OWN_REQUEST, trace);
    }

    /** The platform's own access, for a purpose that the catalogue of purposes allows this module. */
    public static Access system(
            String module, String subject, Action action, Resource resource, String purpose, String trace) {
        return new Access(Principal.system(module), subject, action, resource, purpose, LegalBasis.CONTRACT, trace);
    }
}
