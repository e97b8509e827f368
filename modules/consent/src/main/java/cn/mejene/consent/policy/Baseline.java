package cn.mejene.consent.policy;

import cn.mejene.consent.call.Digest;
import cn.mejene.consent.purpose.Catalogue;
import cn.mejene.consent.purpose.Purpose;
import cn.mejene.consent.register.Operators;
import cn.mejene.kernel.Json;
import cn.mejene.kernel.config.Policies;
import cn.mejene.kernel.outbound.ThirdParties;
import cn.mejene.kernel.privacy.DataInventory;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the platform does, as digests by subject: its inventory, recipients (those of the policy data and those that
 * officers declared), operators with their contact, and each purpose. Two of them tell what changed between two versions of the policy (policy VIII.3). Immutable.
 */
record Baseline(Map<String, String> digests) {
    private static final String INVENTORY = "inventory";
    private static final String RECIPIENTS = "recipients";
    private static final String DECLARED = "declared-recipients";
    private static final String OPERATORS = "operators";
    private static final String HIGH_RISK = "high-risk";
    private static final String PURPOSE = "purpose:";

    Baseline {
        digests = Map.copyOf(digests);
    }

    /**
     * As things stand on this node.
     *
     * @param declared what people are told about each recipient that an officer declared, by its id
     */
    static Baseline now(DataInventory inventory, Policies folder, Map<String, ?> declared) {
        var digests = new TreeMap<String, String>();
        var columns = new TreeMap<String, List<String>>();
        inventory
                .columns()
                .forEach((name, column) ->
                        columns.put(name, List.of(column.category().name(), column.purpose(), column.retention())));
        digests.put(INVENTORY, digest(columns));
        digests.put(RECIPIENTS, digest(ThirdParties.load(folder)));
        digests.put(DECLARED, digest(new TreeMap<>(declared)));
        digests.put(OPERATORS, digest(Operators.load(folder)));
        var risky = new TreeSet<String>();
        for (var purpose : Catalogue.load(folder).purposes()) {
            digests.put(PURPOSE + purpose.id(), digest(processing(purpose)));
            var assessment = purpose.assessment();
            if (assessment != null && assessment.risk() == Purpose.Risk.HIGH) {
                risky.add(purpose.id());
            }
        }
        digests.put(HIGH_RISK, digest(risky));
        return new Baseline(digests);
    }

    /** Purpose, method and kinds of data: what a consent is about; the wording of its title is not. */
    private static List<Object> processing(Purpose purpose) {
        return List.of(
                purpose.id(),
                purpose.legalBasis().word(),
                new TreeMap<>(purpose.data()),
                new TreeSet<>(purpose.accessPurposes()),
                new TreeSet<>(purpose.resources()),
                purpose.recipients());
    }

    private static String digest(Object value) {
        return Digest.sha256(Json.canonical(value));
    }

    /** The kinds of material change between an earlier state and this one. */
    Set<MaterialType> changesSince(Baseline earlier) {
        var types = EnumSet.noneOf(MaterialType.class);
        if (differs(earlier, INVENTORY) || !purposesChangedSince(earlier).isEmpty() || hasLostPurposes(earlier)) {
            types.add(MaterialType.PROCESSING);
        }
        if (differs(earlier, RECIPIENTS) || differs(earlier, DECLARED)) {
            types.add(MaterialType.RECIPIENTS);
        }
        if (differs(earlier, OPERATORS)) {
            types.add(MaterialType.CONTACT);
        }
        if (differs(earlier, HIGH_RISK)) {
            types.add(MaterialType.HIGH_RISK);
        }
        return types;
    }

    /** Purposes that mean something else than before, or did not exist: old consents do not cover them. */
    List<String> purposesChangedSince(Baseline earlier) {
        var changed = new ArrayList<String>();
        digests.keySet().stream()
                .filter(subject -> subject.startsWith(PURPOSE) && differs(earlier, subject))
                .forEach(subject -> changed.add(subject.substring(PURPOSE.length())));
        return changed;
    }

    /** A service that ends is a change of what the service does, though no consent is asked anew for it. */
    private boolean hasLostPurposes(Baseline earlier) {
        return earlier.digests.keySet().stream()
                .anyMatch(subject -> subject.startsWith(PURPOSE) && !digests.containsKey(subject));
    }

    private boolean differs(Baseline earlier, String subject) {
        var now = digests.get(subject);
        return now == null || !now.equals(earlier.digests.get(subject));
    }
}
