package cn.mejene.consent.purpose;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Policies;
import cn.mejene.kernel.config.Required;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * {@code config/policy/purposes.yaml}: everything personal data may be processed for. What is not in it is refused.
 *
 * @param purposes what members consent to
 * @param system what the platform itself may open personal data for
 */
public record Catalogue(List<Purpose> purposes, List<SystemPurpose> system) {

    /**
     * @param module the module that acts
     * @param purpose what it may act for
     */
    public record SystemPurpose(String module, String purpose) {}

    public Catalogue {
        purposes = List.copyOf(Required.field("purposes", purposes));
        system = List.copyOf(Required.field("system", system));
        var ids = new HashSet<String>();
        for (var purpose : purposes) {
            if (!ids.add(purpose.id())) {
                throw new ConfigException("the purpose '" + purpose.id() + "' is declared twice");
            }
        }
    }

    public static Catalogue load(Policies folder) {
        return folder.load("purposes", Catalogue.class);
    }

    Optional<Purpose> find(String id) {
        return purposes.stream().filter(purpose -> purpose.id().equals(id)).findFirst();
    }

    /** The purpose whose consent staff need for an access that states this purpose. */
    public Optional<Purpose> consentFor(String accessPurpose, String resourceType) {
        return purposes.stream()
                .filter(purpose -> purpose.accessPurposes().contains(accessPurpose)
                        && purpose.resources().contains(resourceType))
                .findFirst();
    }

    /** Whether the platform's module may act for the purpose. */
    public boolean allows(String module, String purpose) {
        return system.contains(new SystemPurpose(module, purpose));
    }
}
