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
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** B13: what ten thousand connections cost that have had one answer and are silent. */
public final class Idle implements Group {
    private static final int CONNECTIONS = 10_000;
    private static final int WARM = 2_000;
    private static final double KIBI = 1_024;
    private static final int SETTLE_SECONDS = 5;
    private static final byte[] REQUEST =
            "GET /.well-known/gpc.json HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Bar PLAIN = Bar.atMost("B13", "10,000 idle connections", "KiB each (RSS)", 16);

    @Override
    public List<Bar> bars() {
        return List.of(PLAIN);
    }

    @Override
    public Ground.Mode mode() {
        return Ground.Mode.UNSYNCED;
    }

    @Override
    public void measure(Field field, Sheet sheet) throws Exception {
        var ours = field.ground().ours(Carrier.PLAIN, Ours.Content.SCAN);
        // What the first connections cost once is no part of what each costs.
        hold(ours, WARM);
        long before = settled(ours.pid());
        var connections = new ArrayList<SocketChannel>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(connect(ours, i));
            }
            double each = (settled(ours.pid()) - before) / KIBI / CONNECTIONS;
            sheet.measured(PLAIN, Ratio.of(List.of(each)), "%.0f MiB before them".formatted(before / KIBI / KIBI));
        } catch (IOException tooMany) {
            sheet.failed(PLAIN, connections.size() + " connections, then: " + tooMany);
        } finally {
            for (var connection : connections) {
                connection.close();
            }
        }
    }

    private static void hold(Ours ours, int count) throws IOException {
        var held = new ArrayList<SocketChannel>();
        for (int i = 0; i < count; i++) {
            held.add(connect(ours, i));
        }
        for (var connection : held) {
            connection.close();
        }
    }

    private static long settled(long pid) throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        return new RunningProcess(pid).resident();
    }

    /** From one of several addresses of this machine, so that neither ports nor the budget of one address run out. */
    private static SocketChannel connect(Ours ours, int number) throws IOException {
        var channel = SocketChannel.open();
        channel.bind(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 13, 0, (byte) (1 + number % 100)}), 0));
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), ours.port()));
        channel.write(ByteBuffer.wrap(REQUEST));
        var answer = ByteBuffer.allocate(4 << 10);
        if (channel.read(answer) <= 0
                || !new String(answer.array(), 0, 12, StandardCharsets.US_ASCII).endsWith("200")) {
            throw new IOException("no answer on connection " + number);
        }
        return channel;
    }
}
