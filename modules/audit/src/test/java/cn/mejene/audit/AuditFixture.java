package cn.mejene.audit;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import cn.mejene.audit.tree.SignedNote;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.kernel.privacy.MemberStandings;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.OpenDoor;
import cn.mejene.kernel.testing.TestModule;
import cn.mejene.kernel.testing.TestNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Nodes with the log and the real key ring, and a look behind their back. */
final class AuditFixture {
    private static final String CLOCK_START = "2030-01-01T00:00:00Z";

    /** Staff and grants as the modules that know them would tell. */
    final List<Map<String, Object>> staff = new CopyOnWriteArrayList<>();

    final List<Map<String, Object>> grants = new CopyOnWriteArrayList<>();
    final List<Map<String, Object>> minors = new CopyOnWriteArrayList<>();
    final List<Map<String, Object>> approvals = new CopyOnWriteArrayList<>();

    /** Members whose accounts are closed. */
    final Set<String> closed = ConcurrentHashMap.newKeySet();

    /** Keys and data of the events that told people of incidents. */
    final List<Event> notices = new CopyOnWriteArrayList<>();

    /** The events that tell the platform's own people of what is overdue. */
    final List<Event> escalations = new CopyOnWriteArrayList<>();

    private final FreshDatabases databases;
    private final Path folder;

    /** An entry as the database holds it; {@code salt} and {@code commitment} in hex. */
    record Row(String id, String subject, String salt, String body, String commitment) {}

    private final String more;

    AuditFixture(FreshDatabases databases, Path folder) {
        this(databases, folder, "");
    }

    /** @param more lines of the module's configuration */
    AuditFixture(FreshDatabases databases, Path folder, String more) {
        this.databases = databases;
        this.folder = folder;
        this.more = more;
    }

    /** A node whose tree stands still, as if another node had the lease and never woke. */
    TestNode nodeWithoutSequencer(String id) {
        var node = node(id);
        databases.execute("INSERT INTO kernel.node VALUES ('asleep', 0, 'infinity', 1000)");
        databases.execute("INSERT INTO kernel.lease VALUES ('audit-sequencer', 'asleep', 0, 1)");
        return node;
    }

    void empty() {
        databases.execute("TRUNCATE audit.body, audit.commitment, audit.pending, audit.leaf");
    }

    /** A node whose databases' clock starts some years ahead. */
    TestNode node(String id) {
        return databases
                .node(id)
                .clockStart(CLOCK_START)
                .module(new TestModule("others").port(Authorizer.class, new OpenDoor(access -> true)))
                .module(new TestModule("identity")
                        .port(MemberStandings.class, new Standings())
                        .serving((context, operations) -> {
                            operations.internal(
                                    "identity.list-active-staff", call -> Answer.ok(Map.of("staff", staff)));
                            operations.internal(
                                    "identity.list-minors", call -> Answer.ok(Map.of("minors", minors, "erased", 1)));
                        }))
                .module(new TestModule("consent").serving((context, operations) -> {
                    operations.internal("consent.list-active-grants", call -> Answer.ok(Map.of("grants", grants)));
                    operations.internal("consent.list-approvals", call -> Answer.ok(Map.of("approvals", approvals)));
                }))
                .module(new TestModule("notifications").serving((context, operations) -> {
                    operations.on("audit.incident-notice", (event, tx) -> tx.afterCommit(() -> notices.add(event)));
                    operations.on("audit.duty-escalated", (event, tx) -> tx.afterCommit(() -> escalations.add(event)));
                }))
                .module("keys", "rootKey: \"" + folder.resolve("root.json") + "\"")
                .module("audit", "origin: test.mejene.cn/log\nfolder: \"" + folder.resolve("log") + "\"" + more)
                .boot();
    }

    private final class Standings implements MemberStandings {
        @Override
        public Standing of(Sql sql, String member) {
            return closed.contains(member) ? Standing.CLOSED : Standing.ADULT;
        }

        @Override
        public Standing locked(Tx tx, String member) {
            return of(tx, member);
        }
    }

    /** Where the log is kept outside the database. */
    Path logFolder() {
        return folder.resolve("log");
    }

    /** Writes entries by as many threads and returns their ids. */
    List<String> write(TestNode node, int threads, int each) {
        var log = node.context().port(AuditAppender.class);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < threads; thread++) {
                pool.execute(() -> {
                    var member = Ids.make("mem");
                    for (int i = 0; i < each; i++) {
                        log.record(AuditEntry.allowed(own(member), "members.get-profile"));
                    }
                });
            }
        }
        return ids();
    }

    private List<String> ids() {
        try {
            return rows().stream().map(Row::id).toList();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the signed tree covers everything that is committed. */
    SignedNote signed(TestNode node) {
        await().atMost(Duration.ofSeconds(20)).until(() -> databases.number("""
                SELECT (SELECT count(*) FROM audit.commitment) - coalesce((SELECT size FROM audit.checkpoint), 0)
                """) == 0);
        var answer = node.call(CallTo.operation("audit.get-checkpoint").build());
        return SignedNote.parse(requireNonNull(answer.body()).toString());
    }

    /** Everything the log holds, oldest first. */
    List<Row> rows() throws SQLException {
        try (var connection = databases.superuser();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                    SELECT b.entry_id, b.subject, encode(b.salt, 'hex'), b.body, encode(c.commitment, 'hex')
                      FROM audit.body b FULL JOIN audit.commitment c USING (entry_id) ORDER BY 1
                    """)) {
            var all = new ArrayList<Row>();
            while (rows.next()) {
                all.add(new Row(
                        rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4), rows.getString(5)));
            }
            return all;
        }
    }

    /** The SQLSTATE that a statement of a role fails with, or what it answered. */
    String as(String role, String sql) throws SQLException {
        try (var connection = databases.as(role)) {
            return answer(connection, sql);
        }
    }

    static String answer(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "changed " + statement.getUpdateCount();
            }
            try (var rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : "";
            }
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    static Access own(String member) {
        return Access.own(
                Principal.member(member, "ses_own"), Access.Action.READ, Access.Resource.of("profile"), "trace-own");
    }

    static Access byClinic(String member) {
        var staff = new Principal("stf_1", Set.of("clinic"), "ses_staff", "cli_1", "clinic-a", "mainland");
        return new Access(
                staff,
                member,
                Access.Action.WRITE,
                new Access.Resource("record", "rec_1", "cli_1"),
                "treatment",
                LegalBasis.CONSENT,
                "trace-clinic");
    }
}
