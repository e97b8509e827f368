package cn.mejene.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.tree.VerifierKey;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Json;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is planted is found, each month once on two nodes, and stays in sight until somebody has closed it (D50). */
@ExtendWith(EmbeddedServices.class)
final class ReviewIT {
    private static final Principal AUDITOR =
            new Principal("stf_auditor", Set.of("auditor"), "ses_a", null, "mejene", "mainland");

    private final String minor = Ids.make("mem");
    private final String forgotten = Ids.make("mem");
    private TestNode node;
    private TestNode other;
    private AuditAppender log;

    private static Principal clinic(String id) {
        return new Principal(id, Set.of("clinic"), "ses_1", "cli_1", "clinic-a", "mainland");
    }

    private static AuditEntry entry(Principal actor, String member, String outcome) {
        var access = new Access(
                actor,
                member,
                Access.Action.READ,
                new Access.Resource("record", "rec_1", "cli_1"),
                "treatment",
                LegalBasis.CONSENT,
                "trace");
        return new AuditEntry(access, "records.get", outcome, null);
    }

    private JsonNode json(CallTo call) {
        try {
            var body = node.call(call.by(AUDITOR).build()).body();
            return Json.mapper().readTree(Objects.requireNonNull(body).getBytes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Clause({"I(C)5", "IV(A)3", "IV(C)", "VI.6"})
    void plantedFindings_areFound_onceAMonth_andClosed(@TempDir Path folder, FreshDatabases databases) {
        var fixture = new AuditFixture(databases, folder);
        plant(fixture);

        advance(Duration.ofDays(75));

        assertThat(databases.number("SELECT count(*) FROM audit.review")).isEqualTo(2);
        var review = json(CallTo.operation("audit.get-review").path("month", "2030-01"));
        assertThat(review.at("/report/findings"))
                .extracting(f -> f.path("rule").asText() + " " + f.path("about").asText())
                .containsExactly(
                        "bulk-reads stf_busy",
                        "dormant-staff stf_gone",
                        "idle-grant grt_idle",
                        "night-reads stf_night",
                        "over-wide-role admin",
                        "protection-paper mlps-assessment",
                        "protection-paper patch-status",
                        "protection-paper restore-drill",
                        "refusals stf_refused");
        // What stands for reasonable protection is part of what is signed.
        assertThat(review.at("/report/rules/papers").findValuesAsText("id"))
                .containsExactly("mlps-assessment", "restore-drill", "patch-status");
        assertThat(review.at("/report/findings/0/evidence")).hasSize(5);
        assertSigned(review);
        assertDocument();
        assertClosing(databases);
        assertMinorsOfTheYear(databases);
        assertRecomputed(fixture, databases);
    }

    /** Of the log and of what the permissions were: not of what they are, and not of another log. */
    private void assertRecomputed(AuditFixture fixture, FreshDatabases databases) {
        fixture.grants.clear();
        fixture.staff.clear();
        assertThat(recomputed().path("same").asBoolean()).isTrue();

        databases.execute("DELETE FROM audit.body WHERE body::jsonb ->> 'actor' = 'stf_night'");
        var other = recomputed();
        assertThat(other.path("same").asBoolean()).isFalse();
        assertThat(other.path("anew").asText()).isNotEqualTo(other.path("kept").asText());
    }

    private JsonNode recomputed() {
        return json(CallTo.operation("audit.recompute-review").path("month", "2030-01"));
    }

    /** For people: it names every finding, is signed, and is the same on every node and at any time. */
    private void assertDocument() {
        var call = CallTo.operation("audit.get-review-document")
                .by(AUDITOR)
                .path("month", "2030-01")
                .build();
        var first = node.call(call);
        advance(Duration.ofHours(1));
        var again = other.call(call);
        var bytes = Objects.requireNonNull(first.body()).getBytes();
        assertThat(Objects.requireNonNull(again.body()).getBytes()).isEqualTo(bytes);
        assertThat(again.headers()).isEqualTo(first.headers());
        var note = SignedNote.parse(
                new String(Base64.getDecoder().decode(first.headers().get("Signed-Note")), StandardCharsets.UTF_8));
        assertThat(note.isSignedBy(VerifierKey.parse(
                        json(CallTo.operation("audit.get-key")).path("key").asText())))
                .isTrue();
        assertThat(note.text()).endsWith(" 2030-01 " + sha256(bytes) + "\n");
        try (var read = Loader.loadPDF(bytes)) {
            assertThat(new PDFTextStripper().getText(read).replaceAll("\\s", ""))
                    .contains("月度审计Monthlyaudit2030-01", "大量读取bulk-reads", "stf_busy", "stf_gone", "grt_idle")
                    .contains("夜间读取", "stf_night", "over-wide-role", "stf_refused", "2030-01-0009")
                    .contains("缺失或过期的安全保护凭证", "mlps-assessment");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One audit a year of how minors' data were handled, with the same way to close what it finds (policy VI). */
    private void assertMinorsOfTheYear(FreshDatabases databases) {
        advance(Duration.ofDays(300));

        assertThat(databases.number("SELECT count(*) FROM audit.review WHERE length(month) = 4"))
                .isEqualTo(1);
        var review = json(CallTo.operation("audit.get-review").path("month", "2030"));
        assertThat(review.at("/report/findings"))
                .extracting(f -> f.path("rule").asText() + " " + f.path("about").asText())
                .containsExactly(
                        "child-without-guardian " + minor,
                        "child-not-erased " + forgotten,
                        "read-without-approval stf_curious");
        assertThat(review.at("/report/figures/under14").asInt()).isEqualTo(2);
        assertThat(review.at("/report/figures/staffReads").asInt()).isEqualTo(2);
        assertThat(review.at("/report/figures/refusedReads").asInt()).isEqualTo(1);
        assertSigned(review);
    }

    private void plantMinors(AuditFixture fixture) {
        fixture.minors.add(Map.of("memberId", minor, "ageBand", "under-14", "overdue", false));
        fixture.minors.add(Map.of(
                "memberId",
                forgotten,
                "ageBand",
                "under-14",
                "awaitingSince",
                "2030-01-01T00:00:00Z",
                "overdue",
                true));
        fixture.minors.add(Map.of("memberId", Ids.make("mem"), "ageBand", "14-17", "overdue", false));
        fixture.approvals.add(Map.of(
                "memberId", minor,
                "clinicId", "cli_2",
                "approvedAt", "2029-12-31T00:00:00Z",
                "expiresAt", "2030-03-01T00:00:00Z"));
        log.record(entry(clinic("stf_curious"), minor, "allowed"));
        log.record(entry(clinic("stf_curious"), minor, "approval-required"));
        var approved = new Principal("stf_approved", Set.of("clinic"), "ses_1", "cli_2", "clinic-b", "mainland");
        log.record(entry(approved, minor, "allowed"));
    }

    private void plant(AuditFixture fixture) {
        var visited = Ids.make("mem");
        // The clock starts on 1 January 2030, 8 o'clock in Shanghai.
        fixture.staff.add(Map.of("id", "stf_gone", "role", "support", "createdAt", "2029-01-01T00:00:00Z"));
        fixture.staff.add(
                Map.of("id", "stf_busy", "role", "clinic", "clinicId", "cli_1", "createdAt", "2029-01-01T00:00:00Z"));
        for (int i = 0; i < 4; i++) {
            fixture.staff.add(Map.of("id", "stf_admin" + i, "role", "admin", "createdAt", "2029-12-31T00:00:00Z"));
        }
        fixture.grants.add(grant("grt_used", visited));
        fixture.grants.add(grant("grt_idle", Ids.make("mem")));
        node = fixture.node("node-1");
        other = fixture.node("node-2");
        log = node.context().port(AuditAppender.class);
        plantMinors(fixture);
        for (int i = 0; i < 201; i++) {
            log.record(entry(clinic("stf_busy"), visited, "allowed"));
        }
        // Around the edge of an hour and of ten minutes: half before, half after.
        advance(Duration.between(node.context().clock().instant(), Instant.parse("2030-01-01T00:59:30Z")));
        refuse(visited);
        advance(Duration.ofMinutes(1));
        refuse(visited);
        advance(Duration.ofHours(16));
        for (int i = 0; i < 3; i++) {
            log.record(entry(clinic("stf_night"), visited, "allowed"));
        }
    }

    private void refuse(String visited) {
        // Nobody of the staff, however often she asks.
        var ward = new Principal(minor, Set.of("ward"), "ses_w", null, null, null);
        for (int i = 0; i < 10; i++) {
            log.record(entry(clinic("stf_refused"), visited, "grant-required"));
            log.record(entry(ward, minor, "forbidden"));
        }
    }

    private static Map<String, Object> grant(String id, String member) {
        return Map.of("id", id, "memberId", member, "clinicId", "cli_1", "givenAt", "2029-06-01T00:00:00Z");
    }

    private void advance(Duration step) {
        node.kernel().developmentClock().advance(step);
    }

    private void assertSigned(JsonNode review) {
        var key = VerifierKey.parse(
                json(CallTo.operation("audit.get-key")).path("key").asText());
        var note = new SignedNote(
                review.path("text").asText() + "\n",
                List.of(review.path("signature").asText()));
        assertThat(note.isSignedBy(key)).isTrue();
    }

    private void assertClosing(FreshDatabases databases) {
        long overdue = databases.number("SELECT count(*) FROM audit.finding WHERE escalated_at IS NOT NULL");
        assertThat(overdue).isEqualTo(databases.number("SELECT count(*) FROM audit.finding"));
        var decide = CallTo.operation("audit.decide-finding")
                .by(AUDITOR)
                .path("month", "2030-01")
                .path("findingId", "2030-01-0002")
                .body(Map.of("disposition", "handled", "reference", "SEC-1"));
        node.call(decide.build());
        var again = catchThrowableOfType(Problem.class, () -> node.call(decide.build()));
        assertThat(again.code()).isEqualTo("already-decided");
        var lines = json(CallTo.operation("audit.list-reviews")).path("items");
        assertThat(lines.get(lines.size() - 1).path("open").asInt()).isEqualTo(8);
    }
}
