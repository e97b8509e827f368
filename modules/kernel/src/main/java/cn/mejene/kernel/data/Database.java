package cn.mejene.kernel.data;

import cn.mejene.kernel.Problem;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One PostgreSQL database through the node's shared pool. The straight-line methods are for virtual threads, {@link
 * #pool()} for the few places on event loops. Owned and closed by the node.
 */
public final class Database implements Sql {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private static final Set<String> RETRIABLE = Set.of("40001", "40P01");
    private static final int ATTEMPTS = 5;

    private final Pool pool;

    /** Where a module's tables live. */
    public enum Name {
        MAIN,
        KEYS
    }

    public Database(Pool pool) {
        this.pool = pool;
    }

    public Pool pool() {
        return pool;
    }

    @Override
    public <T> List<T> list(String sql, Function<Row, T> mapper, @Nullable Object... parameters) {
        return rows(pool, sql, mapper, parameters);
    }

    @Override
    public int update(String sql, @Nullable Object... parameters) {
        return changed(pool, sql, parameters);
    }

    /** Runs the work in a transaction and commits; repeats it after a deadlock or a serialisation failure. */
    public <T> T transaction(Function<Tx, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (PgException e) {
                if (attempt == ATTEMPTS || !RETRIABLE.contains(e.getSqlState())) {
                    throw e;
                }
            }
        }
    }

    /** {@link #transaction} for work without a result. */
    public void run(Consumer<Tx> work) {
        transaction(tx -> {
            work.accept(tx);
            return true;
        });
    }

    private <T> T once(Function<Tx, T> work) {
        var tx = new LazyTransaction(pool);
        try {
            var result = work.apply(tx);
            tx.commit();
            return result;
        } catch (Throwable e) {
            tx.rollback();
            throw e;
        } finally {
            tx.release();
        }
    }

    private static <T> List<T> rows(
            SqlClient client, String sql, Function<Row, T> mapper, @Nullable Object... parameters) {
        var rows = await(client.preparedQuery(sql).execute(Tuple.wrap(parameters)));
        return StreamSupport.stream(rows.spliterator(), false).map(mapper).toList();
    }

    private static int changed(SqlClient client, String sql, @Nullable Object... parameters) {
        return await(client.preparedQuery(sql).execute(Tuple.wrap(parameters))).rowCount();
    }

    /** Waits; tells a database that is away (503) from a statement that is wrong (a bug). */
    private static <T> T await(Future<T> future) {
        try {
            return future.await();
        } catch (PgException e) {
            if (e.getSqlState() != null
                    && (e.getSqlState().startsWith("57P") || e.getSqlState().startsWith("08"))) {
                throw Problem.unavailable("The database is restarting.");
            }
            throw e;
        } catch (Problem e) {
            throw e;
        } catch (Exception e) {
            if (isMisuse(e)) {
                // Not passed on: the client's words quote the value.
                throw new IllegalStateException("a statement's parameters do not fit it in number or type");
            }
            LOG.atDebug().addKeyValue("cause", e.getClass().getName()).log("database cannot be reached");
            throw Problem.unavailable("The database cannot be reached.");
        }
    }

    /** The client gives such failures no type of their own. */
    private static boolean isMisuse(Exception failure) {
        var message = failure.getMessage();
        return failure instanceof VertxException
                && message != null
                && (message.startsWith("Parameter at position") || message.startsWith("The number of parameters"));
    }

    /** Takes its connection with the first statement, so that what a handler does before holds none. */
    private static final class LazyTransaction implements Tx {
        private final Pool pool;
        private final List<Runnable> afterCommit = new ArrayList<>();
        private @Nullable SqlConnection connection;
        private @Nullable Transaction transaction;

        LazyTransaction(Pool pool) {
            this.pool = pool;
        }

        private SqlConnection open() {
            var opened = connection;
            if (opened == null) {
                opened = await(pool.getConnection());
                connection = opened;
                transaction = await(opened.begin());
            }
            return opened;
        }

        @Override
        public <T> List<T> list(String sql, Function<Row, T> mapper, @Nullable Object... parameters) {
            return rows(open(), sql, mapper, parameters);
        }

        @Override
        public int update(String sql, @Nullable Object... parameters) {
            return changed(open(), sql, parameters);
        }

        @Override
        public void afterCommit(Runnable action) {
            afterCommit.add(action);
        }

        void commit() {
            if (transaction != null) {
                LastMoment.require();
                await(transaction.commit());
            }
            transaction = null;
            release();
            afterCommit.forEach(LazyTransaction::attempt);
        }

        /** What is committed stays committed: an action that fails afterwards is told and nothing else. */
        private static void attempt(Runnable action) {
            try {
                action.run();
            } catch (Exception | Error e) {
                LOG.atError().setCause(e).log("action after commit failed");
            }
        }

        void rollback() {
            if (transaction != null) {
                transaction.rollback().otherwiseEmpty().await();
            }
        }

        void release() {
            if (connection != null) {
                connection.close();
                connection = null;
            }
        }
    }
}
