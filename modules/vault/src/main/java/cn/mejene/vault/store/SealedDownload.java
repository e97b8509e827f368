package cn.mejene.vault.store;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/**
 * Sealed object in, plaintext out, whole or a range. Confined to the context that opened it. Only the segments needed
 * are read, one ahead of the one being sent; a byte goes out only after its whole segment was verified, in pieces of
 * 64 KiB and never past the target's {@code writeQueueFull}. It does not end the target: on failure the caller cuts it.
 */
public final class SealedDownload implements ContentDownload {
    private final OpeningLine line;
    private final ByteRange range;
    private final int lastSegment;
    private final Promise<Void> done = Promise.promise();

    private int next;
    private boolean ended;
    private boolean waitsForDrain;
    private @Nullable Future<Batch> ahead;
    private @Nullable OpenSegment sending;
    private @Nullable WriteStream<Buffer> target;

    SealedDownload(OpeningLine line, ByteRange range) {
        this.line = line;
        this.range = range;
        this.next = line.format().segmentOf(range.from());
        this.lastSegment = line.format().segmentOf(Math.max(range.from(), range.to() - 1));
    }

    /** Opens and so verifies the first segment needed. */
    Future<SealedDownload> prepare() {
        var first = line.open(next);
        ahead = first;
        return first.onFailure(this::fail).map(_ -> this);
    }

    @Override
    public Future<Void> sendTo(WriteStream<Buffer> output) {
        if (target != null) {
            return Future.failedFuture(new IllegalStateException("download is already sent"));
        }
        target = output;
        output.drainHandler(_ -> drained());
        advance();
        return done.future();
    }

    @Override
    public void cancel() {
        fail(new StreamCancelledException());
    }

    @Override
    public void revoke() {
        fail(new StreamRevokedException());
    }

    private void advance() {
        if (ended) {
            return;
        }
        if (next > lastSegment) {
            end();
            done.complete();
            return;
        }
        var opened = ahead == null ? line.open(next) : ahead;
        ahead = null;
        opened.onComplete(this::opened);
    }

    private void opened(AsyncResult<Batch> outcome) {
        if (outcome.failed()) {
            fail(outcome.cause());
        } else if (ended) {
            outcome.result().release();
        } else {
            var segment = wantedPart(outcome.result());
            sending = segment;
            ahead = next < lastSegment ? line.openAhead(next + 1).orElse(null) : null;
            line.permitted().onSuccess(_ -> push(segment)).onFailure(this::fail);
        }
    }

    private OpenSegment wantedPart(Batch plain) {
        long start = line.format().plainStart(next);
        int from = (int) Math.max(0, range.from() - start);
        int to = (int) Math.min(line.format().plainLength(next, range.size()), range.to() - start);
        return new OpenSegment(plain, from, to);
    }

    private void push(OpenSegment segment) {
        var output = target;
        while (!ended && output != null && segment.hasMore()) {
            if (output.writeQueueFull()) {
                waitsForDrain = true;
                return;
            }
            output.write(segment.next()).onComplete(outcome -> sent(segment, outcome));
        }
        if (!ended) {
            sending = null;
            segment.close();
            next++;
            advance();
        }
    }

    private void drained() {
        var segment = sending;
        if (waitsForDrain && segment != null) {
            waitsForDrain = false;
            push(segment);
        }
    }

    private void sent(OpenSegment segment, AsyncResult<Void> outcome) {
        segment.sent();
        if (outcome.failed()) {
            fail(outcome.cause());
        }
    }

    private void fail(Throwable cause) {
        if (!ended) {
            end();
            done.fail(cause);
        }
    }

    private void end() {
        ended = true;
        if (sending != null) {
            sending.close();
            sending = null;
        }
        if (ahead != null) {
            ahead.onSuccess(Batch::release);
            ahead = null;
        }
        line.close();
    }
}
