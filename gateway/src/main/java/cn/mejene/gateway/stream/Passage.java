package cn.mejene.gateway.stream;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.stream.ContentInspector;
import cn.mejene.vault.store.ByteWatcher;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What looks at the bytes of one request as they pass: the sender's checksum, and the inspector when the bytes are the
 * content's first. Its state lives as long as the request and is kept nowhere.
 */
final class Passage implements ByteWatcher {
    private final Optional<SentChecksum> checksum;
    private final @Nullable ContentInspector inspector;
    private volatile boolean refused;

    private static final int FIRST_OF_OURS = 500;

    Passage(Optional<SentChecksum> checksum, @Nullable ContentInspector inspector) {
        this.checksum = checksum;
        this.inspector = inspector;
    }

    @Override
    public void bytes(byte[] array, int offset, int length) {
        checksum.ifPresent(it -> it.update(array, offset, length));
        if (inspector != null) {
            try {
                inspector.inspect(array, offset, length);
            } catch (Problem problem) {
                throw noted(problem);
            }
        }
    }

    @Override
    public boolean mayWait() {
        return inspector != null && inspector.mayWait();
    }

    /** The format, when every byte of a content has passed; answers on the context, on which nobody waits for it. */
    Future<String> finish(Context context, long size) {
        Promise<String> format = Promise.promise();
        Thread.ofVirtual().name("inspector").start(() -> {
            var outcome = finish(size);
            context.runOnContext(_ -> format.handle(outcome));
        });
        return format.future();
    }

    private Future<String> finish(long size) {
        try {
            return Future.succeededFuture(inspector == null ? "" : inspector.finish(size));
        } catch (Problem problem) {
            return Future.failedFuture(noted(problem));
        } catch (Throwable failure) {
            // Errors too: a promise nobody answers would hold the request for good.
            return Future.failedFuture(failure);
        }
    }

    /** That it cannot be inspected at the moment says nothing of the content. */
    private Problem noted(Problem problem) {
        refused |= problem.status() < FIRST_OF_OURS;
        return problem;
    }

    @Nullable
    String finding() {
        return inspector == null ? null : inspector.finding().orElse(null);
    }

    void close() {
        if (inspector != null) {
            inspector.close();
        }
    }

    boolean inspects() {
        return inspector != null;
    }

    /** Whether the content was refused for what it is. */
    boolean hasRefused() {
        return refused;
    }
}
