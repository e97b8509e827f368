package cn.mejene.kernel.outbound;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Policies;
import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.privacy.LegalBasis;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code config/policy/third-parties.yaml}: everybody else who gets personal information, with the five things that
 * PIPL 23 wants told (policy II(B), III). Immutable.
 */
public record ThirdParties(List<ThirdParty> thirdParties) {

    /**
     * One third party, or one kind of them.
     *
     * @param contact how it is reached
     * @param region {@code CN-mainland} or the territory abroad
     * @param necessary whether contract or law needs it, so that an opt-out signal does not stop it
     * @param purpose what it gets the data for, by language tag
     * @param method how it gets and handles them, by language tag
     * @param categories what it gets, by language tag
     * @param fields the only fields that a payload for it may hold
     * @param hosts where the platform itself connects to
     * @param agreement what binds it
     */
    public record ThirdParty(
            String id,
            Map<String, String> name,
            String contact,
            String region,
            LegalBasis basis,
            boolean necessary,
            Map<String, String> purpose,
            Map<String, String> method,
            Map<String, List<String>> categories,
            List<String> fields,
            List<String> hosts,
            Agreement agreement) {
        public ThirdParty {
            Required.field(id + ".name", name);
            Required.field(id + ".contact", contact);
            Required.field(id + ".region", region);
            Required.field(id + ".basis", basis);
            Required.field(id + ".purpose", purpose);
            Required.field(id + ".method", method);
            Required.field(id + ".categories", categories);
            fields = List.copyOf(Required.field(id + ".fields", fields));
            hosts = List.copyOf(Required.field(id + ".hosts", hosts));
            Required.field(id + ".agreement", agreement);
        }
    }

    /**
     * @param reference of the contract
     * @param securityTerms where it says how data are secured
     */
    public record Agreement(String reference, String securityTerms) {
        public Agreement {
            Required.field("agreement.reference", reference);
            Required.field("agreement.securityTerms", securityTerms);
        }
    }

    public ThirdParties {
        thirdParties = List.copyOf(Required.field("thirdParties", thirdParties));
        var ids = new HashSet<String>();
        for (var party : thirdParties) {
            if (!ids.add(party.id())) {
                throw new ConfigException("the third party '" + party.id() + "' is declared twice");
            }
        }
    }

    public static ThirdParties load(Policies folder) {
        return folder.load("third-parties", ThirdParties.class);
    }

    public Optional<ThirdParty> find(String id) {
        return thirdParties.stream().filter(party -> party.id().equals(id)).findFirst();
    }
}
