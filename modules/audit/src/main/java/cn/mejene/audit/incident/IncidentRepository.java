package cn.mejene.audit.incident;

import cn.mejene.audit.incident.Incident.Duty;
import cn.mejene.audit.incident.Incident.Report;
import cn.mejene.audit.incident.Incident.Scope;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Incidents, what is owed for them, what was reported. */
final class IncidentRepository {
    private static final String INCIDENT = """
            SELECT incident_id, opened_at, discovered_at, window_from, window_to, clinic_id, key_id, actor, level, critical,
                   rehearsal, scoped_at, notice_id, announced_at, handled_at
              FROM audit.incident
            """;

    void insert(Tx tx, Incident incident, String by) {
        var scope = incident.scope();
        tx.update(
                """
                INSERT INTO audit.incident (incident_id, opened_at, opened_by, discovered_at, window_from, window_to,
                                            clinic_id, key_id, actor, level, critical, rehearsal)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                """,
                incident.id(),
                utc(incident.openedAt()),
                by,
                utc(incident.discoveredAt()),
                utc(scope.from()),
                utc(scope.to()),
                scope.clinicId(),
                scope.keyId(),
                scope.actor(),
                incident.level(),
                incident.critical(),
                incident.rehearsal());
    }

    Optional<Incident> find(Sql sql, String id) {
        return sql.find(INCIDENT + " WHERE incident_id = $1", IncidentRepository::incident, id);
    }

    /** The same, locked until the transaction ends. */
    Optional<Incident> locked(Tx tx, String id) {
        return tx.find(INCIDENT + " WHERE incident_id = $1 FOR UPDATE", IncidentRepository::incident, id);
    }

    List<Incident> list(Sql sql, String before, int limit) {
        return sql.list(
                INCIDENT + " WHERE $1 = '' OR incident_id < $1 ORDER BY incident_id DESC LIMIT $2",
                IncidentRepository::incident,
                before,
                limit);
    }

    /** One whose people are still to be found and whose window ended by then, locked; none that another node is at. */
    Optional<Incident> unscoped(Tx tx, Instant settled) {
        return tx.find(
                INCIDENT + " WHERE scoped_at IS NULL AND window_to <= $1"
                        + " ORDER BY opened_at LIMIT 1 FOR UPDATE SKIP LOCKED",
                IncidentRepository::incident,
                utc(settled));
    }

    void setScoped(Tx tx, String id, Instant now) {
        tx.update("UPDATE audit.incident SET scoped_at = $2 WHERE incident_id = $1", id, utc(now));
    }

    void setLevel(Tx tx, String id, String level) {
        tx.update("UPDATE audit.incident SET level = $2 WHERE incident_id = $1", id, level);
    }

    void setHandled(Tx tx, String id, Instant now) {
        tx.update("UPDATE audit.incident SET handled_at = $2 WHERE incident_id = $1", id, utc(now));
    }

    void setNotice(Tx tx, String id, String notice) {
        tx.update("UPDATE audit.incident SET notice_id = $2 WHERE incident_id = $1", id, notice);
    }

    void setAnnounced(Tx tx, String id, Instant now) {
        tx.update(
                "UPDATE audit.incident SET announced_at = $2 WHERE incident_id = $1 AND announced_at IS NULL",
                id,
                utc(now));
    }

    /** What everybody is told, newest first: the notice of each incident that was announced. */
    List<Report> announced(Sql sql, String before, int limit) {
        return sql.list("""
                SELECT r.report_id, r.kind, i.announced_at AS made_at, r.made_by, r.content
                  FROM audit.incident i JOIN audit.incident_report r ON r.report_id = i.notice_id
                 WHERE i.announced_at IS NOT NULL AND NOT i.rehearsal AND ($1 = '' OR r.report_id < $1)
                 ORDER BY r.report_id DESC LIMIT $2
                """, IncidentRepository::report, before, limit);
    }

    void insertReport(Tx tx, String incident, Report report) {
        tx.update("""
                INSERT INTO audit.incident_report (report_id, incident_id, kind, made_at, made_by, content)
                VALUES ($1, $2, $3, $4, $5, $6)
                """, report.id(), incident, report.kind(), utc(report.at()), report.by(), report.content());
    }

    List<Report> reports(Sql sql, String incident) {
        return sql.list(
                "SELECT report_id, kind, made_at, made_by, content FROM audit.incident_report"
                        + " WHERE incident_id = $1 ORDER BY report_id",
                IncidentRepository::report,
                incident);
    }

    Optional<Report> report(Sql sql, String id) {
        return sql.find(
                "SELECT report_id, kind, made_at, made_by, content FROM audit.incident_report WHERE report_id = $1",
                IncidentRepository::report,
                id);
    }

    /** Which incident a report belongs to. */
    Optional<String> incidentOf(Sql sql, String report) {
        return sql.find(
                "SELECT incident_id FROM audit.incident_report WHERE report_id = $1",
                row -> row.getString("incident_id"),
                report);
    }

    /** Owes something from now on, or by another time, unless it is done. */
    void owe(Tx tx, String incident, String kind, Instant due) {
        tx.update("""
                INSERT INTO audit.duty (incident_id, kind, due_at) VALUES ($1, $2, $3)
                ON CONFLICT (incident_id, kind) DO UPDATE SET due_at = $3, escalated_at = NULL
                 WHERE audit.duty.done_at IS NULL AND audit.duty.due_at <> $3
                """, incident, kind, utc(due));
    }

    /** Owes it no longer, where it was not done. */
    void forgive(Tx tx, String incident, String kind) {
        tx.update("DELETE FROM audit.duty WHERE incident_id = $1 AND kind = $2 AND done_at IS NULL", incident, kind);
    }

    void done(Tx tx, String incident, String kind, Instant now) {
        tx.update(
                "UPDATE audit.duty SET done_at = $3 WHERE incident_id = $1 AND kind = $2 AND done_at IS NULL",
                incident,
                kind,
                utc(now));
    }

    List<Duty> duties(Sql sql, String incident) {
        return sql.list(
                "SELECT kind, due_at, done_at, escalated_at FROM audit.duty WHERE incident_id = $1 ORDER BY due_at, kind",
                row -> new Duty(
                        row.getString("kind"),
                        row.getOffsetDateTime("due_at").toInstant(),
                        instant(row.getOffsetDateTime("done_at")),
                        instant(row.getOffsetDateTime("escalated_at"))),
                incident);
    }

    /** Marks what is overdue; answers {@code incident kind}, each once. */
    List<String> escalate(Tx tx, Instant now) {
        return tx.list(
                "UPDATE audit.duty SET escalated_at = $1 WHERE done_at IS NULL AND escalated_at IS NULL AND due_at <= $1"
                        + " RETURNING incident_id || ' ' || kind AS duty",
                row -> row.getString("duty"),
                utc(now));
    }

    private static Incident incident(Row row) {
        return new Incident(
                row.getString("incident_id"),
                row.getOffsetDateTime("opened_at").toInstant(),
                row.getOffsetDateTime("discovered_at").toInstant(),
                new Scope(
                        row.getOffsetDateTime("window_from").toInstant(),
                        row.getOffsetDateTime("window_to").toInstant(),
                        row.getString("clinic_id"),
                        row.getString("key_id"),
                        row.getString("actor")),
                row.getString("level"),
                row.getBoolean("critical"),
                row.getBoolean("rehearsal"),
                instant(row.getOffsetDateTime("scoped_at")),
                row.getString("notice_id"),
                instant(row.getOffsetDateTime("announced_at")),
                instant(row.getOffsetDateTime("handled_at")));
    }

    private static Report report(Row row) {
        return new Report(
                row.getString("report_id"),
                row.getString("kind"),
                row.getOffsetDateTime("made_at").toInstant(),
                row.getString("made_by"),
                row.getString("content"));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
