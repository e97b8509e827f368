package cn.mejene.audit.incident;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Tx;
import cn.mejene.vault.KeyHolders;
import cn.mejene.vault.KeyRing;
import java.time.Duration;
import java.time.Instant;

/**
 * Finds the exact people whom an incident concerns and which of their data: from the log, one pass over the entries of the
 * window; from a key, whoever has data under it. Virtual threads only.
 */
final class Scoping {
    /** Up to so many entries the officer's call waits for the result. */
    private static final int AT_ONCE = 100_000;

    private static final int PAGE = 2_000;

    /** An entry has its time before its transaction ends: until then the window is not looked through. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private final ModuleContext context;
    private final IncidentRules rules;
    private final IncidentRepository incidents;
    private final AffectedRepository people = new AffectedRepository();

    Scoping(ModuleContext context, IncidentRules rules, IncidentRepository incidents) {
        this.context = context;
        this.rules = rules;
        this.incidents = incidents;
    }

    /** Finds them now if that takes a moment only; what is left is done in the background. */
    void begin(Tx tx, Incident incident) {
        var scope = incident.scope();
        if (scope.keyId() == null
                && !scope.to().isAfter(settled())
                && people.entries(tx, scope, AT_ONCE + 1) <= AT_ONCE) {
            find(tx, incident);
        }
    }

    /** One incident that nobody has looked through; answers whether there was one. */
    boolean step() {
        return context.database().transaction(tx -> {
            var next = incidents.unscoped(tx, settled());
            next.ifPresent(incident -> find(tx, incident));
            return next.isPresent();
        });
    }

    private Instant settled() {
        return context.clock().instant().minus(SETTLED);
    }

    private void find(Tx tx, Incident incident) {
        var scope = incident.scope();
        var key = scope.keyId();
        if (key == null) {
            var holders = context.port(KeyHolders.class);
            people.insertByLog(tx, incident.id(), scope, rules.byResource(), holders.others());
            resolve(tx, incident, holders);
        } else {
            insertHolders(tx, incident, key);
            if (scope.clinicId() != null || scope.actor() != null) {
                people.keepTouched(tx, incident.id(), scope);
            }
        }
        incidents.setScoped(tx, incident.id(), context.clock().instant());
    }

    private void resolve(Tx tx, Incident incident, KeyHolders holders) {
        var page = people.withoutMember(tx, incident.id(), "", PAGE);
        while (!page.isEmpty()) {
            people.setMembers(tx, incident.id(), holders.subjects(page));
            page = people.withoutMember(tx, incident.id(), page.getLast(), PAGE);
        }
    }

    private void insertHolders(Tx tx, Incident incident, String key) {
        var holders = context.port(KeyHolders.class);
        var page = holders.members(key, "", PAGE);
        while (!page.isEmpty()) {
            for (var holder : page) {
                var categories = rules.ofKeys(holder.classes());
                if (!categories.isEmpty()) {
                    people.insertByKey(tx, incident.id(), pseudonym(holder.subject()), holder.subject(), categories);
                }
            }
            page = holders.members(key, page.getLast().subject(), PAGE);
        }
    }

    /** Whoever's log key is gone stands under her own id. */
    private String pseudonym(String member) {
        try {
            return context.port(KeyRing.class).pseudonym(member);
        } catch (Problem e) {
            if (e.status() == 410 || e.status() == 423) {
                return member;
            }
            throw e;
        }
    }
}
