package cn.mejene.audit.verify;

import cn.mejene.audit.tree.SignedNote;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** {@code POST /add-checkpoint} of C2SP tlog-witness. */
public final class WitnessServer implements AutoCloseable {
    private static final int LONGEST = 64 * 1024;

    private final HttpServer server;
    private final ExecutorService threads;

    private WitnessServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    public static WitnessServer start(Witness witness, InetSocketAddress address) throws IOException {
        var server = HttpServer.create(address, 64);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/add-checkpoint", exchange -> {
            try (exchange) {
                answer(exchange, asked(exchange, witness));
            }
        });
        server.start();
        return new WitnessServer(server, threads);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private static Witness.Answer asked(HttpExchange exchange, Witness witness) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            return new Witness.Answer(405, "");
        }
        var body = new String(exchange.getRequestBody().readNBytes(LONGEST), StandardCharsets.UTF_8);
        try {
            int end = body.indexOf("\n\n");
            var lines = body.substring(0, Math.max(end, 0)).split("\n", -1);
            if (!lines[0].startsWith("old ") || lines.length > 64) {
                return new Witness.Answer(400, "");
            }
            var proof = new ArrayList<byte[]>();
            for (int i = 1; i < lines.length; i++) {
                proof.add(Base64.getDecoder().decode(lines[i]));
            }
            return witness.add(Long.parseLong(lines[0].substring(4)), proof, SignedNote.parse(body.substring(end + 2)));
        } catch (IllegalArgumentException e) {
            return new Witness.Answer(400, "");
        }
    }

    private static void answer(HttpExchange exchange, Witness.Answer answer) throws IOException {
        var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .set("Content-Type", answer.status() == 409 ? "text/x.tlog.size" : "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
