package cn.mejene.consent.purpose;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Policies;
import cn.mejene.kernel.config.Required;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code config/policy/purposes.yaml}: everything personal data may be processed for. What is not in it is refused.
 *
 * @param purposes what members consent to
 * @param system what the platform itself may open personal data for
 * @param staff what operators' staff may open personal data for without a consent of its own
 */
public record Catalogue(List<Purpose> purposes, List<SystemPurpose> system, List<StaffPurpose> staff) {

    /**
     * @param module the module that acts
     * @param purpose what it may act for
     * @param consent the purpose that the member must consent to for it; null when contract or law suffices
     */
    public record SystemPurpose(
            String module, String purpose, @Nullable String consent) {}

    /**
     * @param role of the staff who act
     * @param purpose what they must state
     * @param resources the kinds of thing they may touch for it
     * @param basis on which legal basis, by its word
     */
    public record StaffPurpose(String role, String purpose, List<String> resources, String basis) {
        public StaffPurpose {
            resources = List.copyOf(Required.field("staff.resources", resources));
        }
    }

    public Catalogue {
        purposes = List.copyOf(Required.field("purposes", purposes));
        system = List.copyOf(Required.field("system", system));
        staff = List.copyOf(Required.field("staff", staff));
        var ids = new HashSet<String>();
        for (var purpose : purposes) {
            if (!ids.add(purpose.id())) {
                throw new ConfigException("the purpose '" + purpose.id() + "' is declared twice");
            }
        }
        for (var allowed : system) {
            if (allowed.consent() != null && !ids.contains(allowed.consent())) {
                throw new ConfigException("system: there is no purpose '" + allowed.consent() + "'");
            }
        }
    }

    public static Catalogue load(Policies folder) {
        return folder.load("purposes", Catalogue.class);
    }

    public Optional<Purpose> find(String id) {
        return purposes.stream().filter(purpose -> purpose.id().equals(id)).findFirst();
    }

    /** The purpose whose consent staff need for an access that states this purpose. */
    public Optional<Purpose> consentFor(String accessPurpose, String resourceType) {
        return purposes.stream()
                .filter(purpose -> purpose.accessPurposes().contains(accessPurpose)
                        && purpose.resources().contains(resourceType))
                .findFirst();
    }

    /** What the platform's module may do for the purpose, if anything. */
    public Optional<SystemPurpose> system(String module, String purpose) {
        return system.stream()
                .filter(allowed ->
                        allowed.module().equals(module) && allowed.purpose().equals(purpose))
                .findFirst();
    }

    /** What staff of these roles may do with things of the type for the purpose, if anything. */
    public Optional<StaffPurpose> staff(Set<String> roles, String purpose, String resourceType) {
        return staff.stream()
                .filter(allowed -> roles.contains(allowed.role())
                        && allowed.purpose().equals(purpose)
                        && allowed.resources().contains(resourceType))
                .findFirst();
    }
}
