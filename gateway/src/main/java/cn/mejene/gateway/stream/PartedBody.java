package cn.mejene.gateway.stream;

import cn.mejene.kernel.call.PartTicket;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.vault.store.Sealed;
import cn.mejene.vault.store.SealedUpload;
import cn.mejene.vault.store.UploadTooLargeException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A body cut into parts: one is durable and counts before the next begins, so that a crash costs no more than a part.
 * The last part is the caller's to settle. Confined to the request's event loop.
 */
final class PartedBody implements BodyTarget {
    private final long partBytes;
    private final long maxBytes;
    private final Turns turns;
    private final Promise<Sealed> sealed = Promise.promise();

    private PartTicket ticket;
    private SealedUpload part;
    private long inPart;
    private long accepted;
    private boolean turning;
    private boolean ending;
    private Buffer waiting = Buffer.buffer();
    private @Nullable Handler<Void> drain;

    /** How one part follows another. */
    interface Turns {
        /** Makes the part count; answers leave for the next. */
        Future<PartTicket> keep(PartTicket ticket, long size);

        Future<SealedUpload> open(BlobReference blob);
    }

    /** @param partBytes most bytes of one part */
    PartedBody(PartTicket ticket, SealedUpload first, long partBytes, Turns turns) {
        this.ticket = ticket;
        this.part = first;
        this.partBytes = partBytes;
        this.maxBytes = ticket.maxBytes();
        this.turns = turns;
        watch(first);
    }

    /** The ticket of the part that is being written, or was written last. */
    PartTicket ticket() {
        return ticket;
    }

    /** Bytes of that part. */
    long inPart() {
        return inPart;
    }

    /** That part; published by the caller once {@link #sealed} has succeeded. */
    SealedUpload part() {
        return part;
    }

    @Override
    public boolean countsBroken() {
        return true;
    }

    @Override
    public Future<Sealed> sealed() {
        return sealed.future();
    }

    @Override
    public void drainHandler(Handler<Void> handler) {
        drain = handler;
    }

    @Override
    public boolean writeQueueFull() {
        return turning || part.writeQueueFull();
    }

    @Override
    public Future<Void> write(Buffer data) {
        if (data.length() > maxBytes - accepted) {
            sealed.tryFail(new UploadTooLargeException(maxBytes));
        }
        if (sealed.future().failed()) {
            return Future.failedFuture(sealed.future().cause());
        }
        accepted += data.length();
        return put(data);
    }

    @Override
    public Future<Sealed> finish() {
        ending = true;
        if (!turning) {
            complete();
        }
        return sealed.future();
    }

    /** Ends when the bytes have been copied: until then a part that is full reads them where they are. */
    private Future<Void> put(Buffer data) {
        if (turning) {
            waiting.appendBuffer(data);
            return Future.succeededFuture();
        }
        int room = (int) Math.min(data.length(), partBytes - inPart);
        inPart += room;
        var taken = part.write(data.slice(0, room));
        if (room < data.length()) {
            waiting = Buffer.buffer().appendBuffer(data, room, data.length() - room);
            turn();
        }
        return taken;
    }

    private void turn() {
        turning = true;
        var full = part;
        full.finish()
                .compose(_ -> full.publish())
                .compose(_ -> turns.keep(ticket, inPart))
                .compose(next -> {
                    ticket = next;
                    inPart = 0;
                    var blob = next.blob();
                    return blob == null ? Future.failedFuture(new UploadTooLargeException(maxBytes)) : turns.open(blob);
                })
                .onSuccess(this::goOn)
                .onFailure(sealed::tryFail);
    }

    private void goOn(SealedUpload next) {
        if (sealed.future().failed()) {
            next.abort();
            return;
        }
        part = next;
        watch(next);
        turning = false;
        var rest = waiting;
        waiting = Buffer.buffer();
        put(rest);
        if (turning) {
            return;
        }
        if (ending) {
            complete();
        } else {
            drained();
        }
    }

    private void watch(SealedUpload next) {
        next.sealed().onFailure(sealed::tryFail);
        next.drainHandler(_ -> drained());
    }

    private void drained() {
        var handler = drain;
        if (handler != null && !writeQueueFull() && !ending && !sealed.future().isComplete()) {
            handler.handle(null);
        }
    }

    /** The digest has run over all parts; the sizes are those of the request. */
    private void complete() {
        part.finish()
                .onSuccess(last -> sealed.tryComplete(new Sealed(accepted, last.sealedSize(), last.sha256())))
                .onFailure(sealed::tryFail);
    }
}
