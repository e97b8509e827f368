package cn.mejene.bench.peer;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/**
 * Program of {@link BareVertx}: one prepared query a request, its row as JSON; under {@code /token} the request's ES256
 * token, verified by the JDK's provider. Arguments: port, PostgreSQL's, password file, member.
 */
public final class BareServer extends AbstractVerticle {
    private static final int LOOPS = 2;
    private static final int CONNECTIONS = 24;
    private static final String QUERY = """
        SELECT member_id, marketing_sms, marketing_push, marketing_email, service_sms, service_push, service_email,
               personalisation, usage_analysis, language
          FROM members.preferences WHERE member_id = $1
        """;

    private final Pool pool;
    private final int port;
    private final String member;

    private final PublicKey key;

    private BareServer(Pool pool, PublicKey key, int port, String member) {
        this.pool = pool;
        this.key = key;
        this.port = port;
        this.member = member;
    }

    public static void main(String[] arguments) throws Exception {
        var vertx = Vertx.vertx();
        var database = new PgConnectOptions()
                .setHost("127.0.0.1")
                .setPort(Integer.parseInt(arguments[1]))
                .setDatabase("mejene")
                .setUser("mejene_app")
                .setPassword(Files.readString(Path.of(arguments[2])).strip())
                .setCachePreparedStatements(true);
        var pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(CONNECTIONS))
                .connectingTo(database)
                .using(vertx)
                .build();
        var pairs = KeyPairGenerator.getInstance("EC", "SunEC");
        pairs.initialize(new ECGenParameterSpec("secp256r1"));
        var key = pairs.generateKeyPair().getPublic();
        vertx.deployVerticle(
                        () -> new BareServer(pool, key, Integer.parseInt(arguments[0]), arguments[3]),
                        new DeploymentOptions().setInstances(LOOPS))
                .await();
    }

    @Override
    public void start(Promise<Void> started) {
        vertx.createHttpServer()
                .requestHandler(request -> {
                    if (request.path().equals("/token")) {
                        var token = request.getHeader("authorization").substring("Bearer ".length());
                        request.response()
                                .setStatusCode(verifies(token) ? 200 : 401)
                                .end();
                    } else {
                        query(request);
                    }
                })
                .listen(port, "127.0.0.1")
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private void query(HttpServerRequest request) {
        pool.preparedQuery(QUERY)
                .execute(Tuple.of(member))
                .onSuccess(rows -> request.response()
                        .putHeader("content-type", "application/json")
                        .end(json(rows).toBuffer()))
                .onFailure(_ -> request.response().setStatusCode(500).end());
    }

    private boolean verifies(String token) {
        try {
            int end = token.lastIndexOf('.');
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format", "SunEC");
            signature.initVerify(key);
            signature.update(token.substring(0, end).getBytes(StandardCharsets.US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(token.substring(end + 1)));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static JsonObject json(RowSet<Row> rows) {
        return rows.size() == 0 ? new JsonObject() : rows.iterator().next().toJson();
    }
}
