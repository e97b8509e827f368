package cn.mejene.insights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.MemberStandings;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.KeptEntries;
import cn.mejene.kernel.testing.OpenDoor;
import cn.mejene.kernel.testing.TestModule;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Reports over the bus: made in the new year for those who agreed, and for nobody else. */
@Clause("I(B)4")
@ExtendWith(EmbeddedServices.class)
class InsightsIT {
    private static final String HERS = "mem_01jd3m0c11n1ca000000000001";
    private static final String WITHDRAWN = "mem_01jd3m0c11n1ca000000000002";
    private static final String NEVER = "mem_01jd3m0c11n1ca000000000003";
    private static final String FROZEN = "mem_01jd3m0c11n1ca000000000004";
    private static final KeptEntries LOG = new KeptEntries();
    private static final Set<String> CONSENTS = ConcurrentHashMap.newKeySet();

    private static FreshDatabases databases;
    private static TestNode node;
    private static ModuleContext consent;

    @BeforeAll
    static void boot(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        var doors = new TestModule("consent")
                .port(AuditAppender.class, LOG)
                .port(
                        Authorizer.class,
                        new OpenDoor(access ->
                                access.purpose().equals("annual-report") && CONSENTS.contains(access.subject())))
                .port(MemberStandings.class, new Standings())
                .serving((context, operations) -> consent = context);
        var records = new TestModule("records")
                .serving((context, operations) -> operations.internal("records.year-of-member", InsightsIT::yearOf));
        node = fresh.node("node-1")
                .clockStart("2026-06-01T00:00:00Z")
                .module(doors)
                .module(records)
                .module("keys", "rootKey: \"" + folder.resolve("root.json") + "\"")
                .module("insights")
                .boot();
    }

    /** Two scans and an X-ray, the last one after midnight in Shanghai and before it in Greenwich. */
    private static Answer yearOf(Call call) {
        var asked = new JsonObject(call.body());
        assertThat(call.principal().isSystem()).isTrue();
        assertThat(asked.getString("from")).isEqualTo("2025-12-31T16:00:00Z");
        assertThat(asked.getString("to")).isEqualTo("2026-12-31T16:00:00Z");
        return Answer.ok(Map.of(
                "records",
                List.of(
                        Map.of("kind", "xray", "at", "2026-03-02T03:00:00Z", "clinicId", "cln_a"),
                        Map.of("kind", "oral-scan", "at", "2026-03-05T03:00:00Z", "clinicId", "cln_a"),
                        Map.of("kind", "oral-scan", "at", "2026-08-31T17:00:00Z")),
                "confirmations",
                Map.of("confirmed", 2, "declined", 1)));
    }

    private static void tell(String what, String member) {
        node.database().run(tx -> consent.outbox()
                .append(tx, Event.of("consent.consent-" + what, member, Map.of("purpose", "annual-report"))));
    }

    private static void agree(String member) {
        CONSENTS.add(member);
        tell("given", member);
        await().atMost(Duration.ofSeconds(20)).until(() -> count("reader", member) == 1);
    }

    private static long count(String table, String member) {
        return databases.number("SELECT count(*) FROM insights." + table + " WHERE member_id = '" + member + "'");
    }

    private static CallTo report(String member, String year) {
        return CallTo.operation("insights.get-report")
                .by(Principal.member(member, "ses_1"))
                .path("year", year);
    }

    private static Problem refused(CallTo call) {
        var problem = catchThrowableOfType(Problem.class, () -> node.call(call.build()));
        assertThat(problem).isNotNull();
        return problem;
    }

    @Test
    void report_isMadeOnceForWhoAgreed_andIsGoneWithTheConsent() throws IOException {
        agree(HERS);
        agree(WITHDRAWN);
        agree(FROZEN);
        CONSENTS.remove(WITHDRAWN);
        assertThat(refused(report(HERS, "2026")).code()).isEqualTo("not-found");

        node.kernel().developmentClock().advance(Duration.ofDays(214));

        assertThat(count("report", HERS)).isOne();
        assertThat(count("report", WITHDRAWN)).isZero();
        assertThat(count("report", FROZEN)).isZero();
        assertThat(count("report", NEVER)).isZero();
        assertThat(LOG.entries())
                .filteredOn(entry -> entry.access().actor().isSystem())
                .extracting(entry -> entry.access().subject() + " " + entry.outcome())
                .containsExactly(HERS + " allowed");
        readsWell();
        staysTheSameWhenMadeAgain();

        CONSENTS.remove(HERS);
        assertThat(refused(report(HERS, "2026")).status()).isEqualTo(403);
        tell("withdrawn", HERS);
        await().atMost(Duration.ofSeconds(20)).until(() -> count("report", HERS) + count("reader", HERS) == 0);
    }

    private static void readsWell() throws IOException {
        var told = new JsonObject(node.call(report(HERS, "2026").build()).body());
        assertThat(told.getJsonArray("months").encode()).isEqualTo("[0,0,2,0,0,0,0,0,1,0,0,0]");
        assertThat(told.getInteger("clinics")).isOne();
        assertThat(told.getInteger("ownUploads")).isOne();
        assertThat(told.getJsonArray("records").getJsonObject(1).encode())
                .contains("oral-scan", "\"count\":2", "2026-03-05", "2026-09-01");

        var pdf = node.call(report(HERS, "2026")
                .header("accept", "application/pdf")
                .header("accept-language", "en")
                .build());
        assertThat(pdf.headers()).containsEntry("Content-Type", "application/pdf");
        try (var read = Loader.loadPDF(pdf.body().getBytes())) {
            assertThat(new PDFTextStripper().getText(read))
                    .contains("Annual aesthetic health report 2026", "Oral scan", "confirmed 2 times");
        }
        var stored = "SELECT count(*) FROM insights.report WHERE position('oral-scan'::bytea in content) > 0";
        assertThat(databases.number(stored)).isZero();
        var other = Principal.member(NEVER, "ses_9");
        CONSENTS.add(NEVER);
        assertThat(refused(report(HERS, "2026").by(other)).code()).isEqualTo("not-found");
        CONSENTS.remove(NEVER);
    }

    private static void staysTheSameWhenMadeAgain() {
        var before = databases.number("SELECT hashtext(encode(content, 'hex')) FROM insights.report");
        // As after a crash: the same run once more.
        new ReportMaking(node.context()).run(new Job.Run(Instant.parse("2026-12-31T22:00:00Z"), tx -> {}));
        assertThat(databases.number("SELECT hashtext(encode(content, 'hex')) FROM insights.report"))
                .isEqualTo(before);
        assertThat(LOG.entries().stream()
                        .filter(entry -> entry.access().actor().isSystem())
                        .filter(AuditEntry::isAllowed))
                .hasSize(1);
    }

    private static final class Standings implements MemberStandings {
        @Override
        public Standing of(Sql sql, String member) {
            return member.equals(FROZEN) ? Standing.CLOSED : Standing.ADULT;
        }

        @Override
        public Standing locked(Tx tx, String member) {
            return of(tx, member);
        }
    }
}
