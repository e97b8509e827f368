package cn.mejene.identity.staff;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is to become staff.
 *
 * @param username 3 to 64 characters
 * @param role the one role: {@code clinic}, {@code support}, {@code officer}, {@code auditor} or {@code admin}
 * @param clinicId the one clinic, for the role {@code clinic} only
 * @param employer whose staff this is, e.g. {@code mejene-shenzhen}
 * @param network where the account may come from, e.g. {@code mainland}
 */
public record NewStaff(
        String username, String role, @Nullable String clinicId, String employer, String network) {
    private static final Set<String> ROLES = Set.of("clinic", "support", "officer", "auditor", "admin");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{2,63}");
    private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    /** @throws Problem 422 when a field is missing or wrong */
    NewStaff checked() {
        require(username != null && NAME.matcher(username).matches(), "/username");
        require(role != null && ROLES.contains(role), "/role");
        require(employer != null && WORD.matcher(employer).matches(), "/employer");
        require(network != null && WORD.matcher(network).matches(), "/network");
        require(role.equals("clinic") ? clinicId != null && Ids.isId("cli", clinicId) : clinicId == null, "/clinicId");
        return this;
    }

    private static void require(boolean right, String pointer) {
        if (!right) {
            throw Problem.invalid(pointer, "pattern", "The body has a field of the wrong form.");
        }
    }
}
