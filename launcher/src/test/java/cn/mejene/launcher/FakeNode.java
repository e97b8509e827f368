package cn.mejene.launcher;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A node that is ready at once and does nothing: what the launcher can be tested with alone. */
public final class FakeNode {
    private FakeNode() {}

    /** Serves readiness until it is stopped. */
    public static void main(String[] arguments) throws Exception {
        var port = Integer.parseInt(System.getenv("MEJENE_HTTP_PORT")) + 1;
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        System.out.println("fake node for " + System.getenv("MEJENE_DB_PORT") + " " + System.getenv("MEJENE_KAFKA")
                + " in " + System.getenv("MEJENE_CLUSTER_MEMBERS"));
    }
}
