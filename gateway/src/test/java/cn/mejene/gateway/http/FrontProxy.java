package cn.mejene.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** nginx as it stands before a node: kept connections behind, bodies held back or passed on at once. */
final class FrontProxy implements AutoCloseable {
    private static final String FORWARDED = "forwarded";

    private final Process process;
    private final Path room;
    private final int holding;
    private final int passing;

    private FrontProxy(Process process, Path room, int holding, int passing) {
        this.process = process;
        this.room = room;
        this.holding = holding;
        this.passing = passing;
    }

    /** The program, where it is installed. */
    static Optional<Path> program() {
        return Stream.concat(
                        Stream.of(System.getenv("PATH").split(":", -1)),
                        Stream.of("/usr/sbin", "/usr/local/sbin", "/usr/local/nginx/sbin"))
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static FrontProxy start(Path program, Path room, int node) throws IOException {
        int holding = freePort();
        int passing = freePort();
        for (var folder : List.of("b", "p", "f", "u", "s")) {
            Files.createDirectories(room.resolve(folder));
        }
        var user = System.getProperty("user.name").equals("root") ? "user root;" : "";
        Files.writeString(room.resolve("nginx.conf"), """
            %s worker_processes 1; daemon off; pid nginx.pid; error_log error.log crit;
            events { worker_connections 1000; }
            http {
              log_format upstream "%s $upstream_addr";
              access_log access.log upstream;
              client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
              upstream node { server 127.0.0.1:%d; keepalive 8; }
              proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host a;
              proxy_next_upstream off; proxy_ignore_client_abort on;
              server { listen 127.0.0.1:%d; location / { proxy_pass http://node; } }
              server { listen 127.0.0.1:%d; location / { proxy_pass http://node; proxy_request_buffering off; } }
            }
            """.formatted(user, FORWARDED, node, holding, passing));
        var process = new ProcessBuilder(program.toString(), "-p", room + "/", "-c", "nginx.conf", "-e", "error.log")
                .inheritIO()
                .start();
        var proxy = new FrontProxy(process, room, holding, passing);
        await().until(() -> proxy.answers(holding) && proxy.answers(passing));
        return proxy;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private boolean answers(int port) {
        assertThat(process.isAlive()).isTrue();
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Two ports: bodies are held back until they are whole, or passed on as they come. */
    List<Integer> ports() {
        return List.of(holding, passing);
    }

    /** Ends it; how many requests it has sent on, as it has it written. */
    long forwarded() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid()))
                .start()
                .waitFor();
        process.waitFor();
        try (var lines = Files.lines(room.resolve("access.log"))) {
            return lines.filter(line -> line.startsWith(FORWARDED) && !line.endsWith(" -"))
                    .count();
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
