package cn.mejene.audit.incident;

import cn.mejene.audit.incident.Incident.Concerned;
import cn.mejene.audit.incident.Incident.People;
import cn.mejene.audit.incident.Incident.Person;
import cn.mejene.audit.incident.Incident.Scope;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The people whom incidents concern. */
final class AffectedRepository {
    /** What a scope says of entries of the log: its moments and its actors, as $2 to $5. */
    private static final String ENTRIES = """
            (SELECT subject, at, body::jsonb AS j FROM audit.body WHERE at >= $2 AND at < $3 OFFSET 0) AS e
             WHERE e.j ->> 'outcome' = 'allowed' AND ($4::text IS NULL OR e.j ->> 'clinic' = $4)
               AND ($5::text IS NULL OR e.j ->> 'actor' = $5)
            """;

    /** One row a person; the categories of a type of thing come in one text with commas. */
    private static final String SELECT_ENTRIES = """
            INSERT INTO audit.affected (incident_id, subject, categories, entries, first_at, last_at)
            SELECT $1, p.subject, ARRAY(SELECT DISTINCT unnest(string_to_array(p.words, ',')) ORDER BY 1),
                   p.entries, p.first_at, p.last_at
              FROM (SELECT t.subject, string_agg(coalesce(m.categories, 'other'), ',') AS words,
                           sum(t.entries)::bigint AS entries, min(t.first_at) AS first_at, max(t.last_at) AS last_at
                      FROM (SELECT e.subject, e.j ->> 'resourceType' AS type, count(*) AS entries,
                                   min(e.at) AS first_at, max(e.at) AS last_at
                              FROM\s""" + ENTRIES + """
                               AND e.subject <> ALL ($8)
                             GROUP BY 1, 2) AS t
                      LEFT JOIN unnest($6::text[], $7::text[]) AS m (type, categories) ON m.type = t.type
                     GROUP BY t.subject) AS p
            """;

    /**
     * @param categories of each type of thing
     * @param others pseudonyms that are no member's
     */
    void insertByLog(Tx tx, String incident, Scope scope, Map<String, String> categories, List<String> others) {
        var types = categories.keySet().toArray(String[]::new);
        tx.update(
                SELECT_ENTRIES,
                incident,
                utc(scope.from()),
                utc(scope.to()),
                scope.clinicId(),
                scope.actor(),
                types,
                Arrays.stream(types).map(categories::get).toArray(String[]::new),
                others.toArray(String[]::new));
    }

    /** Somebody whose data a key opens. */
    void insertByKey(Tx tx, String incident, String subject, String member, List<String> categories) {
        tx.update(
                "INSERT INTO audit.affected (incident_id, subject, member_id, categories, entries)"
                        + " VALUES ($1, $2, $3, $4, 0) ON CONFLICT DO NOTHING",
                incident,
                subject,
                member,
                categories.toArray(String[]::new));
    }

    /** Leaves only those whom the clinic or the actor touched within the window. */
    void keepTouched(Tx tx, String incident, Scope scope) {
        tx.update(
                "DELETE FROM audit.affected a WHERE a.incident_id = $1 AND a.subject NOT IN (SELECT e.subject FROM "
                        + ENTRIES + ")",
                incident,
                utc(scope.from()),
                utc(scope.to()),
                scope.clinicId(),
                scope.actor());
    }

    /** How many entries the window holds, counted no further than to the most. */
    long entries(Sql sql, Scope scope, int most) {
        return sql.one(
                "SELECT count(*) AS entries FROM (SELECT 1 FROM audit.body WHERE at >= $1 AND at < $2 LIMIT $3) AS e",
                row -> row.getLong("entries"),
                utc(scope.from()),
                utc(scope.to()),
                most);
    }

    List<String> withoutMember(Tx tx, String incident, String after, int most) {
        return tx.list(
                "SELECT subject FROM audit.affected WHERE incident_id = $1 AND member_id IS NULL AND subject > $2"
                        + " ORDER BY subject LIMIT $3",
                row -> row.getString("subject"),
                incident,
                after,
                most);
    }

    /** @param members by pseudonym */
    void setMembers(Tx tx, String incident, Map<String, String> members) {
        var subjects = members.keySet().toArray(String[]::new);
        tx.update(
                "UPDATE audit.affected a SET member_id = m.member FROM unnest($2::text[], $3::text[]) AS m (subject, member)"
                        + " WHERE a.incident_id = $1 AND a.subject = m.subject",
                incident,
                subjects,
                Arrays.stream(subjects).map(members::get).toArray(String[]::new));
    }

    People count(Sql sql, String incident) {
        return sql.one(
                """
                SELECT count(*) AS people, count(member_id) AS known, count(notified_at) AS notified,
                       count(*) FILTER (WHERE member_id IS NULL OR NOT reachable) AS unreachable
                  FROM audit.affected WHERE incident_id = $1
                """,
                row -> new People(
                        row.getLong("people"),
                        row.getLong("known"),
                        row.getLong("notified"),
                        row.getLong("unreachable")),
                incident);
    }

    List<Concerned> categories(Sql sql, String incident) {
        return sql.list(
                "SELECT category, count(*) AS people FROM audit.affected, unnest(categories) AS category"
                        + " WHERE incident_id = $1 GROUP BY category ORDER BY category",
                row -> new Concerned(row.getString("category"), row.getLong("people")),
                incident);
    }

    /** Those of them who are known, newest member first. */
    List<Person> people(Sql sql, String incident, String before, int limit) {
        return sql.list("""
                SELECT member_id, categories, entries, first_at, last_at, notified_at, reachable FROM audit.affected
                 WHERE incident_id = $1 AND member_id IS NOT NULL AND ($2 = '' OR member_id < $2)
                 ORDER BY member_id DESC LIMIT $3
                """, AffectedRepository::person, incident, before, limit);
    }

    Optional<Person> person(Sql sql, String incident, String member) {
        return sql.find(
                "SELECT member_id, categories, entries, first_at, last_at, notified_at, reachable FROM audit.affected"
                        + " WHERE incident_id = $1 AND member_id = $2",
                AffectedRepository::person,
                incident,
                member);
    }

    /** Somebody who is to be told now. */
    record Recipient(String incident, String notice, String member, boolean rehearsal) {}

    /** Marks a batch of people as told and answers them: each once, whatever the number of nodes. */
    List<Recipient> takeRecipients(Tx tx, Instant now, int most) {
        return tx.list(
                """
                UPDATE audit.affected a SET notified_at = $1 FROM audit.incident i
                 WHERE i.incident_id = a.incident_id AND (a.incident_id, a.subject) IN (
                       SELECT w.incident_id, w.subject FROM audit.affected w JOIN audit.incident j USING (incident_id)
                        WHERE j.notice_id IS NOT NULL AND w.member_id IS NOT NULL AND w.notified_at IS NULL
                        LIMIT $2 FOR UPDATE OF w SKIP LOCKED)
                RETURNING i.incident_id, i.notice_id, a.member_id, i.rehearsal
                """,
                row -> new Recipient(
                        row.getString("incident_id"),
                        row.getString("notice_id"),
                        row.getString("member_id"),
                        row.getBoolean("rehearsal")),
                utc(now),
                most);
    }

    void setUnreachable(Tx tx, List<Recipient> people) {
        var incidents = new ArrayList<String>();
        var members = new ArrayList<String>();
        people.forEach(person -> {
            incidents.add(person.incident());
            members.add(person.member());
        });
        tx.update(
                "UPDATE audit.affected a SET reachable = false FROM unnest($1::text[], $2::text[]) AS u (incident, member)"
                        + " WHERE a.incident_id = u.incident AND a.member_id = u.member",
                incidents.toArray(String[]::new),
                members.toArray(String[]::new));
    }

    private static Person person(Row row) {
        return new Person(
                row.getString("member_id"),
                Arrays.asList(row.getArrayOfStrings("categories")),
                row.getLong("entries"),
                instant(row.getOffsetDateTime("first_at")),
                instant(row.getOffsetDateTime("last_at")),
                instant(row.getOffsetDateTime("notified_at")),
                row.getBoolean("reachable"));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
