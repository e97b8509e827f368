package cn.mejene.gateway.http;

import static java.util.Objects.requireNonNullElse;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Section {@code http}. Every key has a default, so the section may be missing.
 *
 * @param host address to listen on; 127.0.0.1
 * @param port 0 for any free one; 8080
 * @param tls certificate and key; with them the port speaks HTTPS and nothing else, without them HTTP
 * @param deadline longest time for a call that is not a stream; PT10S
 * @param drain how long a stopping node waits for calls and streams under way; PT20S
 * @param bodyLimit most bytes of a body that is not a stream, unless the contract says otherwise; 65536
 * @param headerLimit most bytes of all header fields; 16384
 * @param lineLimit most bytes of a request line; 8192
 * @param headTimeout longest time for the head of a request, from its first byte to its last; PT10S
 * @param idleTimeout how long a connection may be silent; PT60S
 * @param maxUploads streams under way into this node; 256
 * @param maxDownloads streams under way out of this node, each of which may hold 2 MiB; 128
 * @param limits calls per client address and per principal
 * @param trustedProxies addresses whose {@code X-Forwarded-For} is believed; none
 * @param origins web origins whose scripts may send resumable uploads, e.g. {@code https://app.mejene.cn}; none
 */
public record HttpConfig(
        String host,
        Integer port,
        @Nullable Tls tls,
        Duration deadline,
        Duration drain,
        Integer bodyLimit,
        Integer headerLimit,
        Integer lineLimit,
        Duration headTimeout,
        Duration idleTimeout,
        Integer maxUploads,
        Integer maxDownloads,
        Limits limits,
        List<String> trustedProxies,
        List<String> origins) {

    public HttpConfig {
        host = requireNonNullElse(host, "127.0.0.1");
        port = within("http.port", requireNonNullElse(port, 8080), 0, 65_535);
        deadline = within("http.deadline", requireNonNullElse(deadline, Duration.ofSeconds(10)), Duration.ofMinutes(5));
        drain = within("http.drain", requireNonNullElse(drain, Duration.ofSeconds(20)), Duration.ofMinutes(10));
        bodyLimit = within("http.bodyLimit", requireNonNullElse(bodyLimit, 64 << 10), 1_024, 16 << 20);
        headerLimit = within("http.headerLimit", requireNonNullElse(headerLimit, 16 << 10), 1_024, 1 << 20);
        lineLimit = within("http.lineLimit", requireNonNullElse(lineLimit, 8 << 10), 256, 64 << 10);
        headTimeout = within(
                "http.headTimeout", requireNonNullElse(headTimeout, Duration.ofSeconds(10)), Duration.ofMinutes(5));
        idleTimeout =
                within("http.idleTimeout", requireNonNullElse(idleTimeout, Duration.ofMinutes(1)), Duration.ofHours(1));
        maxUploads = within("http.maxUploads", requireNonNullElse(maxUploads, 256), 1, 100_000);
        maxDownloads = within("http.maxDownloads", requireNonNullElse(maxDownloads, 128), 1, 100_000);
        limits = requireNonNullElse(limits, Limits.defaults());
        trustedProxies = List.copyOf(requireNonNullElse(trustedProxies, List.of()));
        origins = List.copyOf(requireNonNullElse(origins, List.of()));
    }

    /** What HTTPS stands on, if that is what the port speaks. */
    Optional<Certificate> certificate() {
        return Optional.ofNullable(tls).flatMap(Tls::files);
    }

    /**
     * Both files are PEM; both empty is the same as no TLS, for configurations that fill them in from outside.
     *
     * @param certificate the chain, the node's own first
     * @param key PKCS#8
     */
    public record Tls(String certificate, String key) {
        public Tls {
            if (Required.field("certificate", certificate).isEmpty()
                    != Required.field("key", key).isEmpty()) {
                throw new ConfigException("tls needs both certificate and key");
            }
        }

        private Optional<Certificate> files() {
            return certificate.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Certificate(Path.of(certificate), Path.of(key)));
        }
    }

    /**
     * Files that {@link Tls} names.
     *
     * @param chain PEM
     * @param key PEM
     */
    record Certificate(Path chain, Path key) {
        Certificate {
            for (var file : List.of(chain, key)) {
                if (!Files.isReadable(file)) {
                    throw new ConfigException("tls: " + file + " can't be read");
                }
            }
        }
    }

    /**
     * Limits by who calls.
     *
     * @param anonymous nobody known, counted by address
     * @param member one member
     * @param staff one person of staff
     */
    public record Limits(Limit anonymous, Limit member, Limit staff) {
        public Limits {
            anonymous = requireNonNullElse(anonymous, Limit.perMinute(300));
            member = requireNonNullElse(member, Limit.perMinute(900));
            staff = requireNonNullElse(staff, Limit.perMinute(3_000));
        }

        static Limits defaults() {
            return new Limits(Limit.perMinute(300), Limit.perMinute(900), Limit.perMinute(3_000));
        }
    }

    /**
     * One limit.
     *
     * @param requests how many
     * @param per in which time, 1 s to a day
     */
    public record Limit(Integer requests, Duration per) {
        public Limit {
            within("requests", Required.field("requests", requests), 1, 10_000_000);
            within("per", Required.field("per", per), Duration.ofDays(1));
        }

        static Limit perMinute(int requests) {
            return new Limit(requests, Duration.ofMinutes(1));
        }
    }

    private static int within(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ConfigException(key + " must be between " + least + " and " + most);
        }
        return value;
    }

    /** Below a second, time-outs hit calls that do nothing wrong. */
    private static Duration within(String key, Duration value, Duration most) {
        if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(most) > 0) {
            throw new ConfigException(key + " must be between PT1S and " + most);
        }
        return value;
    }
}
