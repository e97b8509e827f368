package cn.mejene.services.sandbox.message;

import cn.mejene.services.sandbox.Faults;
import cn.mejene.services.sandbox.SentMessages;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A mail server on the loopback address (RFC 5321 with PIPELINING and AUTH PLAIN, without TLS): it takes mail from who
 * knows the password and delivers it to nobody. A Message-ID that was seen before is delivered once, as mailboxes do.
 */
public final class MailSandbox implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final Vertx vertx;
    private final NetServer server;

    private MailSandbox(Vertx vertx, NetServer server) {
        this.vertx = vertx;
        this.server = server;
    }

    /**
     * Listens on the port.
     *
     * @param password of the account {@code sandbox}
     * @throws IOException when the port is taken
     */
    public static MailSandbox start(int port, String password, SentMessages sent, Faults faults) throws IOException {
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        var listening = vertx.createNetServer()
                .connectHandler(socket -> new MailSession(vertx, socket, password, sent, faults).greet())
                .listen(port, "127.0.0.1");
        try {
            return new MailSandbox(
                    vertx, listening.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException failure) {
            vertx.close();
            throw new IOException("the mail sandbox can't listen on port " + port, failure);
        } catch (InterruptedException interrupted) {
            vertx.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
