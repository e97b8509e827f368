package cn.mejene.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.verify.DatabaseCopy;
import cn.mejene.audit.verify.ExportCopy;
import cn.mejene.audit.verify.LogVerifier;
import cn.mejene.audit.verify.Memory;
import cn.mejene.audit.verify.TileFolder;
import cn.mejene.audit.verify.Verdict;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever owns the database changes the log: the verifier names the first index, the signer signs nothing (D43). */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TamperIT {
    private static final String ORIGIN = "test.mejene.cn/log";
    /** Hashes a leaf as whoever tampers would, with SQL alone. */
    private static final String REHASH = """
            UPDATE audit.leaf l SET hash = sha256('\\x00'::bytea || convert_to('mejene-leaf/1' || chr(10) || c.entry_id
                || chr(10) || to_char(c.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
                || CASE WHEN date_trunc('second', c.at) = c.at THEN '' ELSE to_char(c.at, '.MS') END || 'Z' || chr(10)
                || encode(c.commitment, 'hex') || chr(10), 'UTF8'))
              FROM audit.commitment c WHERE c.entry_id = l.entry_id AND l.index = 123
            """;

    private static final String RECOMMIT = """
            UPDATE audit.commitment c SET commitment =
                   sha256(convert_to('mejene-log-entry/1' || chr(10), 'UTF8') || b.salt || convert_to(b.body, 'UTF8'))
              FROM audit.body b JOIN audit.leaf l USING (entry_id) WHERE c.entry_id = b.entry_id AND l.index = 123
            """;

    private static final String EDIT = "UPDATE audit.body b SET body = replace(body, '\"read\"', '\"view\"')"
            + " FROM audit.leaf l WHERE l.entry_id = b.entry_id AND l.index = 123";

    private FreshDatabases databases;
    private AuditFixture fixture;
    private TestNode node;
    private Path folder;

    @BeforeAll
    void boot(@TempDir Path temporary, FreshDatabases fresh) {
        databases = fresh;
        folder = temporary;
        fixture = new AuditFixture(fresh, temporary);
        node = fixture.node("node-1");
        fixture.write(node, 10, 60);
        fixture.signed(node);
    }

    private Verdict verify(Connection connection, Memory memory, boolean withFolder) throws IOException {
        var outside = Optional.of(new TileFolder(fixture.logFolder())).filter(f -> withFolder);
        var copy = new DatabaseCopy(connection, ORIGIN);
        return new LogVerifier(memory, Optional.empty(), outside).verify(copy);
    }

    private Memory fresh(String name) {
        return new Memory(folder.resolve(name + ".checkpoint"));
    }

    /** Verifies with what somebody did, and undoes it. */
    private Verdict afterwards(Memory memory, boolean withFolder, String... statements)
            throws SQLException, IOException {
        try (var connection = databases.superuser()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("SET LOCAL session_replication_role = replica");
                for (var sql : statements) {
                    statement.execute(sql);
                }
            }
            var verdict = verify(connection, memory, withFolder);
            connection.rollback();
            return verdict;
        }
    }

    @Test
    void log_isSound_asLongAsNobodyTouchesIt() throws Exception {
        var memory = fresh("sound");
        try (var connection = databases.superuser()) {
            assertThat(verify(connection, memory, true).sound()).isTrue();
        }
        fixture.write(node, 2, 10);
        fixture.signed(node);
        try (var connection = databases.as("mejene_app")) {
            var verdict = verify(connection, memory, false);
            assertThat(verdict).returns(true, Verdict::sound).returns("", Verdict::why);
            assertThat(verdict.bodies()).isEqualTo(verdict.size());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a body is edited             | UPDATE audit.body SET body = replace(body, 'allowed', 'refused') WHERE entry_id = (SELECT entry_id FROM audit.leaf WHERE index = 123)",
                "a body is deleted            | DELETE FROM audit.body WHERE entry_id = (SELECT entry_id FROM audit.leaf WHERE index = 123)",
                "a body changes its person    | UPDATE audit.body SET subject = 'x' WHERE entry_id = (SELECT entry_id FROM audit.leaf WHERE index = 123)",
                "a body is dated back         | UPDATE audit.body SET at = at - interval '3 years' WHERE entry_id = (SELECT entry_id FROM audit.leaf WHERE index = 123)",
                "a commitment is dated back   | UPDATE audit.commitment SET at = at - interval '3 years' WHERE entry_id = (SELECT entry_id FROM audit.leaf WHERE index = 123)",
                "a body goes, the clock moves | DELETE FROM audit.body WHERE entry_id = (SELECT entry_id FROM audit.leaf WHERE index = 123); UPDATE kernel.clock SET offset_millis = offset_millis + 160000000000",
                "a salt is edited             | UPDATE audit.body SET salt = decode(repeat('00', 32), 'hex') WHERE entry_id = (SELECT entry_id FROM audit.leaf WHERE index = 123)",
                "a commitment is edited       | UPDATE audit.commitment SET commitment = decode(repeat('00', 32), 'hex') WHERE entry_id = (SELECT entry_id FROM audit.leaf WHERE index = 123)",
                "a leaf's hash is edited      | UPDATE audit.leaf SET hash = decode(repeat('00', 32), 'hex') WHERE index = 123",
                "an entry is deleted          | DELETE FROM audit.leaf WHERE index = 123",
                "a leaf is given another entry| UPDATE audit.leaf SET entry_id = 'log_00000000000000000000000000' WHERE index = 123",
            })
    void firstBadIndex_isNamed_whenOnePlaceIsTouched(String what, String sql) throws Exception {
        assertThat(afterwards(fresh(what), false, sql).firstBad()).as(what).isEqualTo(OptionalLong.of(123));
    }

    /** The head of an export is not signed: a later time in it excuses nothing. */
    @Test
    void firstBadIndex_isNamed_whenAnExportIsDatedLater(@TempDir Path exports) throws Exception {
        var export = exports.resolve("export");
        try (var copy = new DatabaseCopy(databases.superuser(), ORIGIN)) {
            ExportCopy.write(copy, export);
        }
        var lines = new ArrayList<>(Files.readAllLines(export));
        lines.set(0, lines.getFirst().replaceFirst("\"asOf\":\"20", "\"asOf\":\"21"));
        lines.set(124, lines.get(124).replaceFirst(",\"salt\".*}", "}"));
        Files.write(export, lines);

        try (var copy = new ExportCopy(export)) {
            var verdict = new LogVerifier(fresh("dated"), Optional.empty(), Optional.empty()).verify(copy);
            assertThat(verdict.firstBad()).isEqualTo(OptionalLong.of(123));
            assertThat(verdict.why()).contains("newest entry");
        }
    }

    /** The signer writes outside before it commits: for a moment the database knows of less than was signed. */
    @Test
    void log_isSound_whileACheckpointStandsOutsideAndNotYetInTheDatabase() throws Exception {
        try (var connection = databases.superuser()) {
            copy(connection, "CREATE TABLE public.%1$s_before AS TABLE audit.%1$s", "checkpoint");
        }
        fixture.write(node, 1, 5);
        fixture.signed(node);

        var verdict = afterwards(
                fresh("behind"),
                true,
                "DELETE FROM audit.checkpoint",
                "INSERT INTO audit.checkpoint SELECT * FROM public.checkpoint_before");

        assertThat(verdict).returns(true, Verdict::sound).returns("", Verdict::why);
        assertThat(verdict.size()).isEqualTo(databases.number("SELECT size FROM audit.checkpoint"));
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "true, true"})
    void firstBadIndex_isNamed_whenEverythingWasMadeToFit(boolean remembers, boolean withFolder) throws Exception {
        var memory = fresh("fit-" + remembers + withFolder);
        if (remembers) {
            try (var connection = databases.superuser()) {
                assertThat(verify(connection, memory, false).sound()).isTrue();
            }
        }

        var verdict = afterwards(memory, withFolder, EDIT, RECOMMIT, REHASH);

        assertThat(verdict.firstBad()).isEqualTo(OptionalLong.of(123));
        assertThat(verdict.why()).contains("seen before");
    }

    @Test
    void root_givesItAway_whenTheVerifierSeesTheLogForTheFirstTime() throws Exception {
        var verdict = afterwards(fresh("first"), false, EDIT, RECOMMIT, REHASH);

        assertThat(verdict.sound()).isFalse();
        assertThat(verdict.why()).contains("root");
    }

    @Test
    void firstBadIndex_isNamed_whenEntriesChangePlaces_orOneIsPutBetween() throws Exception {
        var memory = fresh("order");
        try (var connection = databases.superuser()) {
            assertThat(verify(connection, memory, false).sound()).isTrue();
        }
        var swapped = afterwards(
                memory,
                false,
                "UPDATE audit.leaf SET index = 1000000 WHERE index = 50",
                "UPDATE audit.leaf SET index = 50 WHERE index = 90",
                "UPDATE audit.leaf SET index = 90 WHERE index = 1000000");
        assertThat(swapped.firstBad()).isEqualTo(OptionalLong.of(50));

        var inserted = afterwards(
                memory,
                false,
                "UPDATE audit.leaf SET index = index + 1000000 WHERE index >= 70",
                "UPDATE audit.leaf SET index = index - 999999 WHERE index > 1000000",
                "INSERT INTO audit.commitment VALUES ('log_0000000000000000000000000z', decode(repeat('07', 32), 'hex'), now())",
                "INSERT INTO audit.leaf VALUES (70, 'log_0000000000000000000000000z', decode(repeat('07', 32), 'hex'))");
        assertThat(inserted.firstBad()).isEqualTo(OptionalLong.of(70));
    }

    @Test
    void entry_isMissed_whenItWasKeptOutOfTheTree() throws Exception {
        var verdict = afterwards(
                fresh("left-out"),
                false,
                "INSERT INTO audit.commitment VALUES ('log_0000000000000000000000000z', decode(repeat('07', 32), 'hex'), now())");

        assertThat(verdict.sound()).isFalse();
        assertThat(verdict.why()).contains("log_0000000000000000000000000z", "left out");
    }

    /** Last, for the log is spoilt afterwards: whole tables from yesterday, and a log that goes on from there. */
    @Test
    void rollbackAndFork_areCaught_andNeverSigned(@TempDir Path backup) throws Exception {
        var own = databases;
        var yesterday = fixture.signed(node);
        try (var connection = own.superuser()) {
            copy(connection, "CREATE TABLE public.%1$s AS TABLE audit.%1$s");
        }
        var memory = new Memory(backup.resolve("own.checkpoint"));
        fixture.write(node, 3, 10);
        var today = fixture.signed(node);
        try (var connection = own.superuser()) {
            assertThat(verify(connection, memory, true).sound()).isTrue();
        }
        goBackToYesterday();
        long size = Checkpoint.of(yesterday).size();
        try (var connection = own.superuser()) {
            assertThat(verify(connection, memory, false).firstBad()).isEqualTo(OptionalLong.of(size));
            assertThat(verify(connection, new Memory(backup.resolve("new.checkpoint")), true)
                            .sound())
                    .isFalse();
        }

        // And the log goes on from there, another way.
        fixture.write(node, 5, 10);
        await().atMost(Duration.ofSeconds(15))
                .until(() -> own.number("SELECT size FROM audit.head")
                        > Checkpoint.of(today).size());
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(5)).until(() -> served().size() == size);
        assertThat(SignedNote.parse(Files.readString(fixture.logFolder().resolve("checkpoint")))
                        .toString())
                .isEqualTo(today.toString());
    }

    private void goBackToYesterday() throws SQLException {
        try (var connection = databases.superuser()) {
            try (var statement = connection.createStatement()) {
                statement.execute("SET session_replication_role = replica");
                statement.execute("DELETE FROM audit.pending");
            }
            copy(connection, "DELETE FROM audit.%1$s");
            copy(connection, "INSERT INTO audit.%1$s SELECT * FROM public.%1$s");
        }
    }

    private Checkpoint served() {
        var answer = node.call(CallTo.operation("audit.get-checkpoint").build());
        return Checkpoint.of(
                SignedNote.parse(Objects.requireNonNull(answer.body()).toString()));
    }

    private static void copy(Connection connection, String sql) throws SQLException {
        copy(connection, sql, "body", "commitment", "leaf", "node", "head", "checkpoint");
    }

    private static void copy(Connection connection, String sql, String... tables) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var table : tables) {
                statement.execute(sql.formatted(table));
            }
        }
    }
}
