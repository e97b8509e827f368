package cn.mejene.gateway.stream;

import cn.mejene.vault.OpenedContent;
import cn.mejene.vault.store.ByteRange;
import cn.mejene.vault.store.ContentDownload;
import cn.mejene.vault.store.StreamCancelledException;
import cn.mejene.vault.store.StreamRevokedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Several ranges of one content, one after the other, each under its head. One of them is open at a time. */
final class MultipartDownload implements ContentDownload {
    private final OpenedContent content;
    private final ByteRanges layout;
    private final Queue<ByteRange> waiting;
    private final Promise<Void> done = Promise.promise();
    private boolean first = true;
    private @Nullable ContentDownload current;
    private @Nullable WriteStream<Buffer> target;

    private MultipartDownload(OpenedContent content, ByteRanges layout, List<ByteRange> ranges) {
        this.content = content;
        this.layout = layout;
        this.waiting = new ArrayDeque<>(ranges);
    }

    /** Opens the first range and so verifies its first segment. */
    static Future<ContentDownload> prepare(OpenedContent content, ByteRanges layout, List<ByteRange> ranges) {
        var download = new MultipartDownload(content, layout, ranges);
        return content.range(ranges.getFirst()).map(opened -> {
            download.current = opened;
            return download;
        });
    }

    @Override
    public Future<Void> sendTo(WriteStream<Buffer> output) {
        if (target != null) {
            return Future.failedFuture(new IllegalStateException("download is already sent"));
        }
        target = output;
        send();
        return done.future();
    }

    @Override
    public void cancel() {
        stop(new StreamCancelledException(), ContentDownload::cancel);
    }

    @Override
    public void revoke() {
        stop(new StreamRevokedException(), ContentDownload::revoke);
    }

    private void stop(RuntimeException cause, Consumer<ContentDownload> how) {
        var open = current;
        done.tryFail(cause);
        if (open != null) {
            how.accept(open);
        }
    }

    private void send() {
        var open = current;
        var output = target;
        var range = waiting.poll();
        if (open == null || output == null || range == null) {
            return;
        }
        output.write(layout.head(range, first)).onFailure(done::tryFail);
        first = false;
        open.sendTo(output).onSuccess(_ -> next(output)).onFailure(done::tryFail);
    }

    private void next(WriteStream<Buffer> output) {
        var range = waiting.peek();
        if (range == null) {
            output.write(layout.end()).onFailure(done::tryFail);
            done.tryComplete();
        } else {
            content.range(range).onSuccess(this::opened).onFailure(done::tryFail);
        }
    }

    private void opened(ContentDownload next) {
        if (done.future().isComplete()) {
            next.cancel();
        } else {
            current = next;
            send();
        }
    }
}
