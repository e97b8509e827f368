package cn.mejene.bench.row;

import cn.mejene.bench.Sheet;
import cn.mejene.bench.peer.MissingPeer;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/** The peers of a group, closed together. For one thread. */
final class Guests implements Closeable {
    private final Deque<Closeable> open = new ArrayDeque<>();

    /** Opens one; answers why not when it is not on this machine. */
    <T extends Closeable> Optional<MissingPeer> invite(Sheet.Opening<T> opening, Consumer<T> welcome) throws Exception {
        try {
            var guest = opening.open();
            open.push(guest);
            welcome.accept(guest);
            return Optional.empty();
        } catch (MissingPeer missing) {
            return Optional.of(missing);
        }
    }

    @Override
    public void close() throws IOException {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
