package cn.mejene.audit.incident;

import cn.mejene.audit.Escalation;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is owed to people and to the regulator, by the platform's clock; tells once of what is overdue. */
final class Duties {
    static final String NOTICE = "notice";
    static final String REGULATOR = "regulator";
    static final String FINAL = "final";

    private static final Logger LOG = LoggerFactory.getLogger(Duties.class);

    private final ModuleContext context;
    private final IncidentRules rules;
    private final IncidentRepository incidents;

    Duties(ModuleContext context, IncidentRules rules, IncidentRepository incidents) {
        this.context = context;
        this.rules = rules;
        this.incidents = incidents;
    }

    void begin(Tx tx, Incident incident) {
        incidents.owe(tx, incident.id(), NOTICE, incident.discoveredAt().plus(rules.notifyWithin()));
        weigh(tx, incident, incident.level());
    }

    /** The incident is of this level, at first or after all. */
    void weigh(Tx tx, Incident incident, String level) {
        if (rules.isReportable(level)) {
            var within = rules.regulatorWithin(incident.critical());
            incidents.owe(tx, incident.id(), REGULATOR, incident.discoveredAt().plus(within));
            var handled = incident.handledAt();
            if (handled != null) {
                incidents.owe(tx, incident.id(), FINAL, handled.plus(rules.finalWithin()));
            }
        } else {
            incidents.forgive(tx, incident.id(), REGULATOR);
            incidents.forgive(tx, incident.id(), FINAL);
        }
    }

    /** From the end of the handling on, the final report is owed. */
    void handled(Tx tx, Incident incident, Instant now) {
        if (rules.isReportable(incident.level())) {
            incidents.owe(tx, incident.id(), FINAL, now.plus(rules.finalWithin()));
        }
    }

    void done(Tx tx, Incident incident, String kind, Instant now) {
        incidents.done(tx, incident.id(), kind, now);
    }

    List<IncidentView.Owed> of(Sql sql, String incident) {
        var now = context.clock().instant();
        return incidents.duties(sql, incident).stream()
                .map(d -> new IncidentView.Owed(
                        d.kind(),
                        d.dueAt(),
                        d.doneAt(),
                        d.escalatedAt(),
                        d.doneAt() == null && !now.isBefore(d.dueAt())))
                .toList();
    }

    /** Escalates what has become overdue since the last look. */
    boolean watch() {
        var overdue = context.database().transaction(tx -> {
            var escalated = incidents.escalate(tx, context.clock().instant());
            Escalation.tell(context, tx, escalated.size());
            return escalated;
        });
        overdue.forEach(duty -> LOG.atError()
                .addKeyValue("incident", duty.substring(0, duty.indexOf(' ')))
                .addKeyValue("duty", duty.substring(duty.indexOf(' ') + 1))
                .log("what an incident demands is overdue"));
        context.metrics().counter("mejene.audit.duties.overdue").increment(overdue.size());
        return false;
    }
}
