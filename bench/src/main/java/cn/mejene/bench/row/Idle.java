package cn.mejene.bench.row;

import cn.mejene.bench.Bar;
import cn.mejene.bench.Field;
import cn.mejene.bench.Ground;
import cn.mejene.bench.Ratio;
import cn.mejene.bench.Sheet;
import cn.mejene.bench.load.Carrier;
import cn.mejene.bench.peer.Ours;
import cn.mejene.services.host.RunningProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** B13: what ten thousand connections cost that have had one answer and are silent, plain or over TLS. */
public final class Idle implements Group {
    private static final int CONNECTIONS = 10_000;
    private static final int WARM = 2_000;
    private static final double KIBI = 1_024;
    private static final int STATUS = "HTTP/1.1 200".length();
    private static final int SETTLE_SECONDS = 5;
    private static final byte[] REQUEST =
            "GET /.well-known/gpc.json HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Bar PLAIN = Bar.atMost("B13a", "10,000 idle connections", "KiB each (RSS)", 16);
    private static final Bar SECURE = Bar.atMost("B13b", "10,000 idle connections over TLS", "KiB each (RSS)", 30);

    private final Ground.Mode mode;
    private final Bar bar;

    private Idle(Ground.Mode mode, Bar bar) {
        this.mode = mode;
        this.bar = bar;
    }

    public static Idle plain() {
        return new Idle(Ground.Mode.UNSYNCED, PLAIN);
    }

    public static Idle secure() {
        return new Idle(Ground.Mode.SECURE, SECURE);
    }

    @Override
    public List<Bar> bars() {
        return List.of(bar);
    }

    @Override
    public Ground.Mode mode() {
        return mode;
    }

    @Override
    public void measure(Field field, Sheet sheet) throws Exception {
        var ours = field.ground().ours(Carrier.PLAIN, Ours.Content.SCAN);
        var door = mode == Ground.Mode.SECURE
                ? Door.secure(field.ground().identity().certificate())
                : Door.plain();
        // What the first connections cost once is no part of what each costs.
        close(hold(ours, door, WARM));
        long before = settled(ours.pid());
        var connections = new ArrayList<Socket>();
        try {
            connections.addAll(hold(ours, door, CONNECTIONS));
            double each = (settled(ours.pid()) - before) / KIBI / CONNECTIONS;
            sheet.measured(bar, Ratio.of(List.of(each)), "%.0f MiB before them".formatted(before / KIBI / KIBI));
        } catch (IOException refused) {
            sheet.failed(bar, refused.toString());
        } finally {
            close(connections);
        }
    }

    private static List<Socket> hold(Ours ours, Door door, int count) throws IOException {
        var held = new ArrayList<Socket>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(connect(ours, door, i));
            }
            return held;
        } catch (IOException e) {
            close(held);
            throw e;
        }
    }

    private static void close(List<Socket> connections) throws IOException {
        for (var connection : connections) {
            connection.close();
        }
    }

    private static long settled(long pid) throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        return new RunningProcess(pid).resident();
    }

    /** From one of several addresses of this machine, so that neither ports nor the budget of one address run out. */
    private static Socket connect(Ours ours, Door door, int number) throws IOException {
        var from = InetAddress.getByAddress(new byte[] {127, 13, 0, (byte) (1 + number % 100)});
        var socket = door.open(new InetSocketAddress(from, 0), ours.port());
        socket.getOutputStream().write(REQUEST);
        var start = new String(socket.getInputStream().readNBytes(STATUS), StandardCharsets.US_ASCII);
        if (!start.endsWith("200")) {
            throw new IOException("connection " + number + " was answered " + start);
        }
        // The rest of the answer: nothing of it may wait on the server's side.
        socket.getInputStream().read(new byte[4 << 10]);
        return socket;
    }

    /** How a connection is made. */
    @FunctionalInterface
    private interface Door {
        Socket open(InetSocketAddress from, int port) throws IOException;

        static Door plain() {
            return (from, port) -> {
                var socket = new Socket();
                socket.bind(from);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return socket;
            };
        }

        /** Trusts the server's own certificate and no other. */
        static Door secure(Path certificate) throws IOException, GeneralSecurityException {
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            try (var pem = Files.newInputStream(certificate)) {
                for (var each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                    trusted.setCertificateEntry("server-" + trusted.size(), each);
                }
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            var plain = plain();
            return (from, port) ->
                    context.getSocketFactory().createSocket(plain.open(from, port), "localhost", port, true);
        }
    }
}
