package cn.mejene.audit;

import static cn.mejene.audit.AuditFixture.byClinic;
import static cn.mejene.audit.AuditFixture.own;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import cn.mejene.audit.AuditFixture.Row;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import cn.mejene.vault.KeyRing;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Entries, what they betray, who can change them, and what the member sees. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Clause("I(C)4")
final class AccessLogIT {
    private FreshDatabases databases;
    private AuditFixture fixture;
    private TestNode node;
    private AuditAppender log;
    private String member;

    @BeforeAll
    void boot(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        fixture = new AuditFixture(fresh, folder);
        node = fixture.nodeWithoutSequencer("node-1");
        log = node.context().port(AuditAppender.class);
    }

    @BeforeEach
    void empty() {
        fixture.empty();
        member = Ids.make("mem");
    }

    private static String commitment(Row row) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update("mejene-log-entry/1\n".getBytes(StandardCharsets.US_ASCII));
        digest.update(HexFormat.of().parseHex(row.salt()));
        return HexFormat.of().formatHex(digest.digest(row.body().getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void entry_isBodyAndCommitment_whichRecomputesFromSaltAndBody() throws Exception {
        log.record(AuditEntry.allowed(own(member), "members.get-profile"));
        log.record(AuditEntry.refused(byClinic(member), "records.upload", "grant-required"));
        node.database().run(tx -> log.append(tx, AuditEntry.allowed(byClinic(member), "records.upload", "ab12")));

        var rows = fixture.rows();

        assertThat(rows).hasSize(3).allSatisfy(row -> {
            assertThat(row.salt()).hasSize(64);
            assertThat(row.commitment()).isEqualTo(commitment(row));
        });
        assertThat(rows).extracting(Row::salt).doesNotHaveDuplicates();
    }

    @Test
    void entry_saysWhoWhatWhyAndWithWhichOutcome() throws Exception {
        log.record(AuditEntry.refused(byClinic(member), "records.upload", "grant-required"));

        var body = new JsonObject(fixture.rows().getFirst().body());

        assertThat(body.getMap())
                .containsEntry("node", "node-1")
                .containsEntry("actor", "stf_1")
                .containsEntry("role", "clinic")
                .containsEntry("clinic", "cli_1")
                .containsEntry("subject", node.context().port(KeyRing.class).pseudonym(member))
                .containsEntry("action", "write")
                .containsEntry("operation", "records.upload")
                .containsEntry("resourceType", "record")
                .containsEntry("resource", "rec_1")
                .containsEntry("purpose", "treatment")
                .containsEntry("basis", "consent")
                .containsEntry("outcome", "grant-required")
                .containsEntry("trace", "trace-clinic")
                .containsKeys("id", "at")
                .hasSize(15);
    }

    @Test
    void entry_namesNeitherMemberNorSession() throws Exception {
        log.record(AuditEntry.allowed(own(member), "members.get-profile"));
        log.record(AuditEntry.allowed(byClinic(member), "records.upload", "ab12"));

        assertThat(fixture.rows()).allSatisfy(row -> assertThat(row.toString())
                .doesNotContain(member)
                .doesNotContain("ses_own")
                .doesNotContain("ses_staff"));
    }

    @Test
    void entry_namesNeitherAWard_norWhateverWasStatedAsPurpose() throws Exception {
        var ward = new Principal(member, Set.of("ward"), "ses_w", null, null, null);
        var own = own(member);
        log.record(AuditEntry.refused(
                new Access(
                        ward, member, Access.Action.READ, own.resource(), "for 13800138000", own.basis(), own.trace()),
                "members.get-profile",
                "forbidden"));

        var row = fixture.rows().getFirst();
        assertThat(row.toString()).doesNotContain(member);
        assertThat(new JsonObject(row.body()).getMap())
                .containsEntry("actor", row.subject())
                .containsEntry("purpose", "unknown");
    }

    @Test
    void entry_isGone_whenItsTransactionRollsBack() throws Exception {
        assertThatThrownBy(() -> node.database().run(tx -> {
                    log.append(tx, AuditEntry.allowed(own(member), "members.change"));
                    throw new IllegalArgumentException("the rest of it failed");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(fixture.rows()).isEmpty();
    }

    @Test
    void roles_cannotChangeTheLog() throws Exception {
        log.record(AuditEntry.allowed(own(member), "members.get-profile"));
        var before = fixture.rows();

        for (var role : List.of("mejene_app", "mejene_retention")) {
            for (var sql : List.of(
                    "UPDATE audit.body SET body = ''",
                    "UPDATE audit.commitment SET commitment = commitment",
                    "DELETE FROM audit.body",
                    "DELETE FROM audit.commitment",
                    "TRUNCATE audit.body",
                    "TRUNCATE audit.commitment",
                    "DROP TABLE audit.body",
                    "ALTER TABLE audit.body ADD COLUMN more text",
                    "CREATE TABLE audit.more (id text)",
                    "SELECT 1 FROM audit.body FOR UPDATE")) {
                assertThat(fixture.as(role, sql)).as("%s: %s", role, sql).isEqualTo("42501");
            }
        }
        assertThat(fixture.as("mejene_app", "SELECT audit.erase_expired(now(), 1)"))
                .isEqualTo("42501");
        assertThat(fixture.as("mejene_retention", "SELECT body FROM audit.body"))
                .isEqualTo("42501");
        assertThat(fixture.as("mejene_retention", "SELECT commitment FROM audit.commitment"))
                .isEqualTo("42501");
        assertThat(fixture.rows()).isEqualTo(before);
    }

    @Test
    void record_answersUnavailable_whenTheEntryCannotBeWritten() {
        databases.execute("REVOKE INSERT ON audit.commitment FROM mejene_app");
        try {
            var entry = AuditEntry.allowed(own(member), "members.get-profile");
            assertUnavailable(() -> log.record(entry));
            assertUnavailable(() -> node.database().run(tx -> log.append(tx, entry)));
            assertUnavailable(() -> node.context().port(KeyRing.class).open(own(member), "members.get-profile"));
        } finally {
            databases.execute("GRANT INSERT ON audit.commitment TO mejene_app");
        }
        assertThat(databases.number("SELECT count(*) FROM audit.body")).isZero();
    }

    @Test
    void record_answersUnavailable_whileTheDatabaseIsAway() throws Exception {
        var entry = AuditEntry.allowed(own(member), "members.get-profile");
        try (var keys = databases.superuserOfKeys()) {
            connections(keys, false);
            assertUnavailable(() -> log.record(entry));
            assertUnavailable(() -> node.context().port(KeyRing.class).open(own(member), "members.get-profile"));
            connections(keys, true);
        }
        await().atMost(Duration.ofSeconds(10)).ignoreExceptions().untilAsserted(() -> {
            log.record(entry);
            assertThat(fixture.rows()).isNotEmpty();
        });
    }

    /** Shuts the main database and ends who is in it, or opens it again. */
    private static void connections(Connection keys, boolean allowed) throws SQLException {
        var main = keys.getCatalog().replace("_keys", "");
        try (var statement = keys.createStatement()) {
            statement.execute("ALTER DATABASE " + main + " WITH ALLOW_CONNECTIONS " + allowed);
            if (!allowed) {
                statement.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + main + "'");
            }
        }
    }

    private static void assertUnavailable(Runnable work) {
        var problem = catchThrowableOfType(Problem.class, work::run);
        assertThat(problem).isNotNull();
        assertThat(problem.status()).isEqualTo(503);
    }

    @Test
    void pseudonym_leadsNowhere_afterTheLogKeyIsDestroyed() throws Exception {
        log.record(AuditEntry.allowed(own(member), "members.get-profile"));
        var other = Ids.make("mem");
        log.record(AuditEntry.allowed(own(other), "members.get-profile"));
        assertThat(fixture.rows()).extracting(Row::subject).doesNotHaveDuplicates();

        try (var keys = databases.superuserOfKeys()) {
            var sql =
                    "UPDATE keys.class_key SET state = 'destroyed', wrapped = NULL WHERE class = 'log' AND subject = '"
                            + member + "'";
            assertThat(AuditFixture.answer(keys, sql)).isEqualTo("changed 1");
        }

        var fresh = fixture.node("node-2").context().port(KeyRing.class);
        var gone = catchThrowableOfType(Problem.class, () -> fresh.pseudonym(member));
        assertThat(gone.status()).isEqualTo(410);
        assertThat(fresh.pseudonym(other)).isEqualTo(fixture.rows().getLast().subject());
    }

    @Test
    void list_givesTheMemberHerEntries_newestFirst_pageByPage() {
        var other = Ids.make("mem");
        IntStream.range(0, 7).forEach(i -> {
            log.record(AuditEntry.allowed(i % 2 == 0 ? own(member) : byClinic(member), "records.get-" + i));
            log.record(AuditEntry.allowed(own(other), "members.get-profile"));
        });

        var operations = new ArrayList<String>();
        var sizes = new ArrayList<Integer>();
        var cursor = "";
        do {
            var page = page(member, cursor);
            sizes.add(page.getJsonArray("items").size());
            items(page).forEach(item -> operations.add(item.getString("operation")));
            cursor = page.getString("next", "");
        } while (!cursor.isEmpty());

        assertThat(sizes).containsExactly(3, 3, 1);
        assertThat(operations)
                .containsExactly(
                        "records.get-6",
                        "records.get-5",
                        "records.get-4",
                        "records.get-3",
                        "records.get-2",
                        "records.get-1",
                        "records.get-0");
        assertThat(page(Ids.make("mem"), "").getJsonArray("items")).isEmpty();
    }

    @Test
    void list_tellsHerselfFromTheClinic_withoutPseudonymsOrStaff() {
        log.record(AuditEntry.allowed(own(member), "members.get-profile"));
        log.record(AuditEntry.refused(byClinic(member), "records.upload", "grant-required"));

        var page = page(member, "");

        var byClinic = items(page).getFirst();
        assertThat(byClinic.getJsonObject("by"))
                .isEqualTo(new JsonObject()
                        .put("role", "clinic")
                        .put("clinicId", "cli_1")
                        .put("self", false));
        assertThat(byClinic.getString("outcome")).isEqualTo("grant-required");
        assertThat(byClinic.containsKey("proof")).isTrue();
        var byHerself = items(page).getLast();
        assertThat(byHerself.getJsonObject("by"))
                .isEqualTo(new JsonObject().put("role", "member").put("self", true));
        assertThat(page.encode())
                .doesNotContain(node.context().port(KeyRing.class).pseudonym(member))
                .doesNotContain("stf_1");
    }

    private JsonObject page(String of, String cursor) {
        var call = CallTo.operation("audit.list-own")
                .by(Principal.member(of, "ses_1"))
                .query("limit", "3");
        var answer = node.call((cursor.isEmpty() ? call : call.query("cursor", cursor)).build());
        return new JsonObject(answer.body());
    }

    private static List<JsonObject> items(JsonObject page) {
        JsonArray items = page.getJsonArray("items");
        return IntStream.range(0, items.size()).mapToObj(items::getJsonObject).toList();
    }
}
