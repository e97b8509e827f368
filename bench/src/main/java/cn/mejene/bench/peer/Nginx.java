package cn.mejene.bench.peer;

import cn.mejene.services.host.Ports;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** nginx: takes uploads by PUT with its default body buffer and with one of 1 MiB, serves files. Closing ends it. */
public final class Nginx implements Closeable {
    private final Program program;
    private final Path room;
    private final int defaults;
    private final int tuned;
    private final int secure;

    /**
     * How a server shows who it is.
     *
     * @param certificate PEM
     * @param key PEM
     */
    public record Identity(Path certificate, Path key) {}

    private Nginx(Program program, Path room, int defaults, int tuned, int secure) {
        this.program = program;
        this.room = room;
        this.defaults = defaults;
        this.tuned = tuned;
        this.secure = secure;
    }

    /** @throws MissingPeer when it is not installed */
    public static Nginx open(Workshop workshop, Optional<Identity> identity) throws IOException {
        var binary = workshop.program("nginx", "install it (Debian: apt install nginx)");
        var room = workshop.room(identity.isPresent() ? "nginx-tls" : "nginx");
        for (var folder : List.of("kept", "files", "body", "p", "f", "u", "s")) {
            Files.createDirectories(room.resolve(folder));
        }
        int defaults = Ports.prefer(0);
        int tuned = Ports.prefer(0);
        int secure = Ports.prefer(0);
        var tls = identity.map(it -> secureServer(secure, it)).orElse("");
        Files.writeString(room.resolve("nginx.conf"), configuration(defaults, tuned, tls));
        var command = List.of(binary.toString(), "-p", room + "/", "-c", "nginx.conf", "-e", "error.log");
        return new Nginx(Program.start(room, command, defaults), room, defaults, tuned, secure);
    }

    private static String configuration(int defaults, int tuned, String more) {
        // Workers of another account could not write into our folders.
        var user = System.getProperty("user.name", "").equals("root") ? "user root;" : "";
        return """
            %s worker_processes 2; daemon off; pid nginx.pid; error_log error.log warn;
            events { worker_connections 20000; }
            http {
              access_log off; client_max_body_size 0; keepalive_requests 100000000; sendfile on;
              client_body_temp_path body; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
              server {
                listen 127.0.0.1:%d reuseport; root .;
                location /kept/ { dav_methods PUT; }
                location /files/ { }
                location /hello { default_type text/plain; return 200 "hello"; }
              }
              server {
                listen 127.0.0.1:%d reuseport; client_body_buffer_size 1m; root .;
                location /kept/ { dav_methods PUT; }
              }
              %s
            }
            """.formatted(user, defaults, tuned, more);
    }

    private static String secureServer(int port, Identity identity) {
        return """
            server {
              listen 127.0.0.1:%d ssl reuseport; client_body_buffer_size 1m; root .;
              ssl_certificate %s; ssl_certificate_key %s; ssl_protocols TLSv1.3;
              location /kept/ { dav_methods PUT; }
            }
            """.formatted(port, identity.certificate(), identity.key());
    }

    /** With the body buffer that it has by itself. */
    public Peer defaults() {
        return peer("nginx, defaults", defaults);
    }

    /** With a body buffer of 1 MiB. */
    public Peer tuned() {
        return peer("nginx, 1 MiB buffer", tuned);
    }

    /** The same over TLS; only with an identity. */
    public Peer secure() {
        return peer("nginx, 1 MiB buffer, TLS", secure);
    }

    private Peer peer(String name, int port) {
        var form = "PUT /kept/%d HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n";
        return new FilePeer(name, port, program, form, room.resolve("kept"));
    }

    /** The head of a request for a file of this name in {@link #files}; {@link #defaults} answers it. */
    public static String fileHead(String name, String fields) {
        return "GET /files/" + name + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
    }

    /** The folder whose files are served. */
    public Path files() {
        return room.resolve("files");
    }

    @Override
    public void close() {
        program.close();
    }
}
