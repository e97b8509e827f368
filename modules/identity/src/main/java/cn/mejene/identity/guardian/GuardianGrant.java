package cn.mejene.identity.guardian;

import cn.mejene.kernel.Problem;
import org.jspecify.annotations.Nullable;

/** A guardian's consent as a client hands it in. */
public record GuardianGrant(GuardianMethod method, Evidence evidence) {

    /**
     * What shows that it is her consent: for {@code sms} and {@code account} a code of the purpose {@code guardian} to
     * her number; for the others the reference of what support has found out.
     *
     * @param adult her declaration that she is of age and the child's guardian
     */
    public record Evidence(
            @Nullable String phone,
            @Nullable String requestId,
            @Nullable String code,
            @Nullable String name,
            @Nullable String relationship,
            @Nullable Boolean adult,
            @Nullable String reference) {

        static String required(@Nullable String value, String field) {
            if (value == null || value.isBlank() || value.length() > 64) {
                throw Problem.invalid("/evidence/" + field, "required", "The evidence lacks a field of its method.");
            }
            return value;
        }

        void requireAdult() {
            if (!Boolean.TRUE.equals(adult)) {
                throw Problem.invalid("/evidence/adult", "const", "A guardian is of age.");
            }
        }

        /** Shows nobody. */
        @Override
        public String toString() {
            return "Evidence[***]";
        }
    }
}
