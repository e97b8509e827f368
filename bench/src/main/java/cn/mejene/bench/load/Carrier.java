package cn.mejene.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.Consumer;

/** How requests reach a port of this machine. Thread-safe; every request has a connection of its own. */
public interface Carrier {
    /** Plain HTTP/1.1 from this process. */
    Carrier PLAIN = new Plain();

    /** Sends a file under the request's head; answers with the whole answer. */
    Answer send(int port, String head, Path file, Wire.Pace pace) throws IOException;

    /** Sends a request without a body and passes on the answer's bytes. */
    Answer fetch(int port, String head, Consumer<ByteBuffer> taker) throws IOException;

    /** Over sockets of this process. */
    final class Plain implements Carrier {
        @Override
        public Answer send(int port, String head, Path file, Wire.Pace pace) throws IOException {
            try (var wire = Wire.to(port);
                    var body = FileChannel.open(file)) {
                return wire.send(head, body, pace);
            }
        }

        @Override
        public Answer fetch(int port, String head, Consumer<ByteBuffer> taker) throws IOException {
            try (var wire = Wire.to(port)) {
                return wire.fetch(head, taker);
            }
        }
    }
}
