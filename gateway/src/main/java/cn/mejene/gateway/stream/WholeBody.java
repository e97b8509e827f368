package cn.mejene.gateway.stream;

import cn.mejene.vault.store.Sealed;
import cn.mejene.vault.store.SealedUpload;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

/** A body that is one object. */
record WholeBody(SealedUpload upload) implements BodyTarget {
    @Override
    public Future<Void> write(Buffer data) {
        return upload.write(data);
    }

    @Override
    public boolean writeQueueFull() {
        return upload.writeQueueFull();
    }

    @Override
    public void drainHandler(Handler<Void> handler) {
        upload.drainHandler(handler);
    }

    @Override
    public Future<Sealed> finish() {
        return upload.finish();
    }

    @Override
    public Future<Sealed> sealed() {
        return upload.sealed();
    }

    @Override
    public boolean countsBroken() {
        return false;
    }
}
