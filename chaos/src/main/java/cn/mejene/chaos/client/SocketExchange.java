package cn.mejene.chaos.client;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One HTTP/1.1 request on a connection of its own, whose body goes out byte by byte as it is told. For one thread. */
public final class SocketExchange implements AutoCloseable {
    private static final int PIECE = 16 << 10;
    private static final int CONNECT_MILLIS = 5_000;

    private final Socket socket = new Socket();

    /** @throws IOException when nobody listens */
    public SocketExchange(int port, Duration limit) throws IOException {
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            socket.setSoTimeout((int) limit.toMillis());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Sends it and reads the answer.
     *
     * @throws IOException when the connection broke before there was one, or the pacer broke it
     */
    public Reply send(Request request, int node, Pacer pacer) throws IOException {
        long begin = System.nanoTime();
        write(head(request));
        var body = request.body();
        int sent = 0;
        while (sent < body.length) {
            pacer.before(sent, body.length);
            int length = Math.min(PIECE, body.length - sent);
            if (!tryWrite(body, sent, length)) {
                // Whoever refuses early closes; the refusal may lie here to be read.
                return read(node, begin);
            }
            sent += length;
        }
        pacer.before(sent, body.length);
        return read(node, begin);
    }

    /** Sends these bytes as they are. */
    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends a part of these bytes as they are. */
    public void write(byte[] bytes, int from, int length) throws IOException {
        socket.getOutputStream().write(bytes, from, length);
    }

    /** What comes, for those who read it by themselves. */
    public InputStream incoming() throws IOException {
        return socket.getInputStream();
    }

    /**
     * The answer to what was sent.
     *
     * @throws IOException when the connection broke before there was one
     */
    public Reply answer(int node) throws IOException {
        return read(node, System.nanoTime());
    }

    /** The next byte of the answer, or -1 when the other side has ended the connection. */
    public int next() throws IOException {
        return socket.getInputStream().read();
    }

    private boolean tryWrite(byte[] bytes, int from, int length) {
        try {
            socket.getOutputStream().write(bytes, from, length);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    /** The head of the request, with the length of its body. */
    public static byte[] head(Request request) {
        return head(request, request.body().length);
    }

    /** The head of the request with the length of a body that is sent by itself. */
    public static byte[] head(Request request, long length) {
        var head = new StringBuilder(request.method() + " " + request.path() + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        request.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Connection: close\r\nContent-Length: ").append(length).append("\r\n\r\n");
        return head.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private Reply read(int node, long begin) throws IOException {
        var in = new BufferedInputStream(socket.getInputStream());
        var first = line(in).split(" ", 3);
        if (first.length < 2) {
            throw new EOFException("no answer");
        }
        Map<String, List<String>> fields = new HashMap<>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            fields.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        var headers = HttpHeaders.of(fields, (_, _) -> true);
        int length = (int) headers.firstValueAsLong("content-length").orElse(0);
        var body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the answer is cut");
        }
        long millis = (System.nanoTime() - begin) / 1_000_000;
        return new Reply(node, Integer.parseInt(first[1]), headers, body, millis);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("no answer");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            // It is closed, or was never open.
        }
    }
}
