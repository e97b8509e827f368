package cn.mejene.chaos.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** A reader who has seen the head of an answer and then reads nothing until asked to. For one thread. */
public final class SlowRead implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int LONGEST_HEAD = 16 << 10;
    private static final int PIECE = 64 << 10;
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final Socket socket;
    private final String head;

    private SlowRead(Socket socket, String head) {
        this.socket = socket;
        this.head = head;
    }

    /** @throws IOException when there is no answer */
    public static SlowRead begin(int port, Request request) throws IOException {
        var socket = new Socket();
        try {
            socket.setReceiveBufferSize(PIECE);
            socket.setSoTimeout((int) SILENCE.toMillis());
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            socket.getOutputStream().write(SocketExchange.head(request));
            return new SlowRead(socket, head(socket));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static String head(Socket socket) throws IOException {
        var head = new StringBuilder();
        var in = socket.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || head.length() > LONGEST_HEAD) {
                throw new IOException("no answer");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Whether the answer is a content and not a refusal. */
    public boolean isOk() {
        return head.startsWith("HTTP/1.1 200 ");
    }

    /** Reads on to where the content ends or breaks off; answers how many of its bytes have come. */
    public long restOf(long size) {
        var piece = new byte[PIECE];
        long received = 0;
        try {
            var in = socket.getInputStream();
            while (received < size) {
                int count = in.read(piece);
                if (count < 0) {
                    return received;
                }
                received += count;
            }
        } catch (IOException cut) {
            // What has come by then is what counts.
        }
        return received;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
