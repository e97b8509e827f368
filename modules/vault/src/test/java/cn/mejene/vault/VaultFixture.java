package cn.mejene.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestModule;
import cn.mejene.kernel.testing.TestNode;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Nodes with the key ring and the vault on real databases and files; decision and log are a {@link TestDoor}. */
public final class VaultFixture {
    private static final String VAULT = """
            store: "%s"
            workers: 2
            batches: 8
            sweepEvery: PT1H
            leftoverAfter: PT1M
            """;

    private final FreshDatabases databases;
    private final Path folder;
    private final TestDoor door = new TestDoor();

    public VaultFixture(FreshDatabases databases, Path folder) {
        this.databases = databases;
        this.folder = folder;
    }

    public TestNode node(String id) {
        return node(id, "");
    }

    /** @param more of the vault's configuration */
    public TestNode node(String id, String more) {
        return node(id, more, "rootKey: \"" + rootKey() + "\"");
    }

    /** @param keys the configuration of the keys */
    public TestNode node(String id, String more, String keys) {
        var others = new TestModule("others")
                .port(Authorizer.class, door)
                .port(AuditAppender.class, door)
                .serving((context, operations) -> operations.write(
                        "others.answer",
                        (call, tx) ->
                                Answer.ok(Map.of("text", call.header("text").orElse("")))));
        return databases
                .node(id)
                .module(others)
                .module("keys", keys)
                .module("vault", VAULT.formatted(store()) + more)
                .boot();
    }

    public TestDoor door() {
        return door;
    }

    public Path rootKey() {
        return folder.resolve("keys/root.json");
    }

    public Path store() {
        return folder.resolve("store");
    }

    /** Puts a class key into a state behind the ring's back, as operators will. */
    public void classKey(String subject, KeyClass keyClass, String state) {
        keys("UPDATE keys.class_key SET state = '" + state + "'" + (state.equals("destroyed") ? ", wrapped = NULL" : "")
                + " WHERE subject = '" + subject + "' AND class = '" + keyClass.word() + "'");
    }

    /** Runs one statement as superuser in the database of keys. */
    public void keys(String sql) {
        try (var connection = databases.superuserOfKeys();
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        } catch (SQLException e) {
            throw new IllegalStateException("failed: " + sql, e);
        }
    }

    /** The first column of a query in the database of keys. */
    public List<String> inKeys(String sql) {
        try (var connection = databases.superuserOfKeys()) {
            return Stored.column(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException("failed: " + sql, e);
        }
    }

    /** A member's reading of her own data. */
    public static Access own(String subject) {
        return Access.own(
                Principal.member(subject, "ses_1"), Access.Action.READ, Access.Resource.of("record"), "trace-1");
    }

    /** The problem that the work fails with. */
    public static Problem refused(Runnable work) {
        var problem = catchThrowableOfType(Problem.class, work::run);
        assertThat(problem).isNotNull();
        return problem;
    }

    /** Does the same on many virtual threads at once. */
    public static <T> List<Future<T>> together(int times, Callable<T> work) {
        var start = new CyclicBarrier(times);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<T>>();
            for (int i = 0; i < times; i++) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            return futures;
        }
    }
}
