package cn.mejene.kernel.node;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.config.Secret;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.RetentionDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One PostgreSQL database (sections {@code database} and {@code keys}).
 *
 * @param region where it is, replicas and backups included; in production one of the mainland
 * @param application the role of the running node; owns nothing
 * @param migrator the role that owns the schemas
 * @param retention the role that may run the functions which erase what is past its time; main database only
 * @param connections most connections of the node's one pool
 */
public record DatabaseConfig(
        String host,
        int port,
        String name,
        @Nullable String region,
        Login application,
        Login migrator,
        @Nullable Login retention,
        int connections) {
    private static final int RETENTION_CONNECTIONS = 2;

    /** A node that stopped in the middle must not keep others waiting for its locks, nor write when it goes on. */
    private static final Map<String, String> SESSION = Map.of(
            "application_name", "mejene",
            "search_path", "pg_catalog",
            "idle_in_transaction_session_timeout", "10s",
            "statement_timeout", "60s",
            "tcp_user_timeout", "10s");

    /** A role and its password. */
    public record Login(String user, Secret password) {}

    public DatabaseConfig {
        Required.field("host", host);
        Required.field("name", name);
        Required.field("application", application);
        Required.field("migrator", migrator);
        if (connections < 2 || connections > 500) {
            throw new ConfigException("connections must be between 2 and 500");
        }
    }

    PgConnectOptions connectOptions() {
        return connectOptions(application);
    }

    private PgConnectOptions connectOptions(Login login) {
        return new PgConnectOptions()
                .setHost(host)
                .setPort(port)
                .setDatabase(name)
                .setUser(login.user())
                .setPassword(login.password().value())
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(512)
                .setProperties(SESSION)
                .setReconnectAttempts(0);
    }

    Database open(Vertx vertx) {
        return open(vertx, "pg-" + name, application, connections);
    }

    /** The same database as the retention role, where the installation names it. */
    Optional<RetentionDatabase> openRetention(Vertx vertx) {
        return Optional.ofNullable(retention)
                .map(login -> open(vertx, "pg-" + name + "-retention", login, RETENTION_CONNECTIONS))
                .map(RetentionDatabase::new);
    }

    private Database open(Vertx vertx, String pool, Login login, int size) {
        return new Database(PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(size)
                        .setShared(true)
                        .setName(pool)
                        .setConnectionTimeout(5)
                        .setConnectionTimeoutUnit(TimeUnit.SECONDS)
                        .setMaxWaitQueueSize(2000))
                .with(new NetClientOptions().setConnectTimeout(3000))
                .connectingTo(connectOptions(login))
                .using(vertx)
                .build());
    }
}
