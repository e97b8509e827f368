package cn.mejene.consent.policy;

import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Policy versions, texts and acceptances in PostgreSQL; nothing here is ever changed or deleted. Stateless. */
final class PolicyRepository {

    private record Line(
            String version,
            boolean material,
            List<String> materialTypes,
            Instant effectiveAt,
            String authoritativeLanguage,
            boolean published,
            Policy.Text text) {}

    /** Adds a version unless it is there. */
    void insertVersion(Tx tx, PolicyFile.Version version) {
        tx.update(
                """
                INSERT INTO consent.policy_version (version, effective_at, material, authoritative_language)
                VALUES ($1, $2, $3, $4)
                ON CONFLICT DO NOTHING
                """,
                version.version(),
                version.effectiveAt().atOffset(ZoneOffset.UTC),
                version.material(),
                version.authoritativeLanguage());
    }

    /** Adds a text unless the version has one in that language. */
    void insertText(Tx tx, String version, Policy.Text text, boolean published, String body) {
        tx.update("""
                INSERT INTO consent.policy_text (version, language, sha256, published, body)
                VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT DO NOTHING
                """, version, text.language(), text.sha256(), published, body);
    }

    /** All versions, the one that came into force last first. */
    List<Policy> all(Sql sql) {
        var lines = sql.list("""
                SELECT v.version, v.material, v.material_types, v.effective_at, v.authoritative_language,
                       t.published, t.language, t.sha256
                  FROM consent.policy_version v JOIN consent.policy_text t ON t.version = v.version
                 ORDER BY v.effective_at DESC, v.version DESC, t.language DESC
                """, PolicyRepository::line);
        var versions = new LinkedHashMap<String, List<Line>>();
        lines.forEach(line ->
                versions.computeIfAbsent(line.version(), v -> new ArrayList<>()).add(line));
        return versions.values().stream().map(PolicyRepository::policy).toList();
    }

    private static Line line(Row row) {
        return new Line(
                row.getString("version"),
                row.getBoolean("material"),
                List.of(row.getArrayOfStrings("material_types")),
                row.getOffsetDateTime("effective_at").toInstant(),
                row.getString("authoritative_language"),
                row.getBoolean("published"),
                new Policy.Text(row.getString("language"), row.getString("sha256")));
    }

    private static Policy policy(List<Line> lines) {
        var first = lines.getFirst();
        return new Policy(
                first.version(),
                first.material(),
                first.materialTypes(),
                first.effectiveAt(),
                lines.stream().filter(Line::published).map(Line::text).toList(),
                first.authoritativeLanguage(),
                lines.stream().filter(line -> !line.published()).map(Line::text).toList());
    }

    Optional<String> body(Sql sql, String version, Language language) {
        return sql.find(
                "SELECT body FROM consent.policy_text WHERE version = $1 AND language = $2 AND published",
                row -> row.getString("body"),
                version,
                language.tag());
    }

    /** Whether the member accepted the version in this manner; in any, when it is null. */
    boolean hasAccepted(Sql sql, String member, String version, @Nullable String manner) {
        return sql.find("""
                        SELECT 1 FROM consent.policy_acceptance
                         WHERE member_id = $1 AND version = $2 AND ($3::text IS NULL OR manner = $3) LIMIT 1
                        """, row -> true, member, version, manner).isPresent();
    }

    /** Whether the member accepted just this text in this manner. */
    boolean hasAccepted(Sql sql, Accepted one) {
        return sql.find(
                        """
                        SELECT 1 FROM consent.policy_acceptance
                         WHERE member_id = $1 AND version = $2 AND language = $3 AND manner = $4
                        """,
                        row -> true,
                        one.member(),
                        one.policy().version(),
                        one.seen().language(),
                        one.manner())
                .isPresent();
    }

    /**
     * That a member accepted what she saw and the text that prevails.
     *
     * @param manner {@code agreed}, or {@code used} where she went on using the service
     * @param channel the way she came in by
     */
    record Accepted(
            String id,
            String member,
            Policy policy,
            Policy.Text seen,
            Policy.Text authoritative,
            String manner,
            String channel) {}

    /** Notes it, once per version, language and manner; whether it did. */
    boolean accept(Tx tx, Accepted one, Buffer client, Instant at) {
        return tx.update(
                        """
                        INSERT INTO consent.policy_acceptance
                               (id, member_id, version, language, seen_sha256, authoritative_sha256, manner, channel,
                                client, accepted_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                        ON CONFLICT (member_id, version, language, manner) DO NOTHING
                        """,
                        one.id(),
                        one.member(),
                        one.policy().version(),
                        one.seen().language(),
                        one.seen().sha256(),
                        one.authoritative().sha256(),
                        one.manner(),
                        one.channel(),
                        client,
                        at.atOffset(ZoneOffset.UTC))
                == 1;
    }
}
