package cn.mejene.gateway.stream;

import cn.mejene.vault.store.ContentDownload;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/** A download with something before and after it. */
record FramedDownload(Buffer before, ContentDownload content, Buffer after) implements ContentDownload {
    @Override
    public Future<Void> sendTo(WriteStream<Buffer> output) {
        var head = output.write(before);
        return content.sendTo(output)
                .compose(_ -> head)
                .compose(_ -> after.length() == 0 ? Future.succeededFuture() : output.write(after));
    }

    @Override
    public void cancel() {
        content.cancel();
    }

    @Override
    public void revoke() {
        content.revoke();
    }
}
