package cn.mejene.identity.staff;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Staff that a development installation is seeded with (key {@code modules.identity.demoStaff}).
 *
 * @param file where their random credentials are written, readable by the owner only
 */
public record DemoStaffConfig(Path file, List<Seed> staff) {
    private static final Set<String> ROLES = Set.of("clinic", "support", "officer", "auditor", "admin");

    /**
     * One account.
     *
     * @param clinicId for the role {@code clinic} only
     * @param employer whose staff this is
     * @param network where the account may come from
     */
    public record Seed(
            String username, String role, @Nullable String clinicId, String employer, String network) {
        public Seed {
            Required.field("username", username);
            Required.field("role", role);
            Required.field("employer", employer);
            Required.field("network", network);
            if (!ROLES.contains(role)) {
                throw new ConfigException("role must be one of "
                        + String.join(", ", ROLES.stream().sorted().toList()));
            }
            if (role.equals("clinic") != (clinicId != null)) {
                throw new ConfigException("clinicId is given for the role clinic and for no other");
            }
            if (clinicId != null && !Ids.isId("cli", clinicId)) {
                throw new ConfigException("clinicId must be an id of the form cli_ and 26 characters");
            }
        }
    }

    public DemoStaffConfig {
        Required.field("file", file);
        staff = List.copyOf(Required.field("staff", staff));
        var names = new HashSet<String>();
        if (!staff.stream().map(Seed::username).allMatch(names::add)) {
            throw new ConfigException("staff has a username twice");
        }
    }
}
