package cn.mejene.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * One connection of HTTP/1.1 that costs the machine as little as it can: files go out by {@code sendfile}, bodies come
 * in through one buffer. Knows answers with a length only. For one thread.
 */
public final class Wire implements AutoCloseable {
    private static final int BUFFER = 256 << 10;
    private static final int ANSWER = 4 << 10;
    private static final int PIECE = 1 << 20;

    private final SocketChannel channel;
    private ByteBuffer in = ByteBuffer.allocate(ANSWER).limit(0);

    /** How fast bytes may go out. */
    @FunctionalInterface
    public interface Pace {
        /** As fast as they are taken. */
        Pace FREE = _ -> {};

        /** Waits until this many bytes of the body may have gone. */
        void await(long sent) throws IOException;

        /** Most bytes between two waits. */
        default int most() {
            return PIECE;
        }
    }

    private Wire(SocketChannel channel) {
        this.channel = channel;
    }

    /** Connects to a port of this machine. */
    public static Wire to(int port) throws IOException {
        return new Wire(SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }

    /** Sends a request without a body and reads the whole answer. */
    public Answer ask(String head) throws IOException {
        write(head);
        return answer();
    }

    /** Sends the request's head and the file, and reads the whole answer. */
    public Answer send(String head, FileChannel file, Pace pace) throws IOException {
        write(head);
        long size = file.size();
        for (long sent = 0; sent < size; ) {
            pace.await(sent);
            long step = file.transferTo(sent, Math.min(pace.most(), size - sent), channel);
            if (step <= 0) {
                throw new EOFException("the file ended early");
            }
            sent += step;
        }
        return answer();
    }

    /** Sends a request without a body and passes on the answer's bytes as they come. */
    public Answer fetch(String head, Consumer<ByteBuffer> taker) throws IOException {
        if (!in.isDirect()) {
            in = ByteBuffer.allocateDirect(BUFFER).put(in).flip();
        }
        write(head);
        var fields = head();
        for (long left = length(fields); left > 0; ) {
            fill();
            var piece = in.duplicate();
            piece.limit((int) Math.min(piece.limit(), piece.position() + left));
            left -= piece.remaining();
            in.position(piece.limit());
            taker.accept(piece);
        }
        return new Answer(status(fields), fields, "");
    }

    private Answer answer() throws IOException {
        var fields = head();
        var body = new byte[(int) length(fields)];
        for (int at = 0; at < body.length; ) {
            fill();
            int step = Math.min(in.remaining(), body.length - at);
            in.get(body, at, step);
            at += step;
        }
        return new Answer(status(fields), fields, new String(body, StandardCharsets.UTF_8));
    }

    private String head() throws IOException {
        var text = new StringBuilder();
        while (text.length() < 4 || !text.substring(text.length() - 4).equals("\r\n\r\n")) {
            fill();
            text.append((char) (in.get() & 0xff));
        }
        return text.toString();
    }

    private static int status(String fields) {
        return Integer.parseInt(fields.substring(9, 12));
    }

    private static long length(String fields) throws IOException {
        var length = new Answer(0, fields, "").field("content-length");
        if (length.isEmpty() && status(fields) != 204) {
            throw new IOException("an answer without a length");
        }
        return length.isEmpty() ? 0 : Long.parseLong(length);
    }

    private void write(String text) throws IOException {
        var bytes = StandardCharsets.ISO_8859_1.encode(text);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Makes sure that there is something to read. */
    private void fill() throws IOException {
        if (!in.hasRemaining()) {
            in.clear();
            int read = channel.read(in);
            in.flip();
            if (read < 0) {
                throw new EOFException("the server closed the connection");
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
