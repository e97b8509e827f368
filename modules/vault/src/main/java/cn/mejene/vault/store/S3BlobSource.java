package cn.mejene.vault.store;

import io.vertx.core.Context;
import io.vertx.core.Future;

/** One published object of an {@link S3BlobStore}; each read is one request for a range. Holds nothing open. */
final class S3BlobSource implements BlobSource {
    private final S3Client client;
    private final BlobId id;
    private final long size;
    private final Context context;

    S3BlobSource(S3Client client, BlobId id, long size, Context context) {
        this.client = client;
        this.id = id;
        this.size = size;
        this.context = context;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Future<Void> read(long offset, byte[] into, int length) {
        if (length == 0) {
            return Future.succeededFuture();
        }
        var range = "bytes=" + offset + "-" + (offset + length - 1);
        return client.send(
                context,
                id,
                s3 -> s3.getObject(
                        get -> get.bucket(client.bucket()).key(client.key(id)).range(range),
                        new IntoArray<>(into, length)));
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
