package cn.mejene.vault.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Objects of one bucket of an S3-compatible store: a multipart upload while written, {@code <prefix>blobs/<id>} when
 * published, which is when the store has acknowledged the completed upload. Nothing is kept on disk; an upload holds
 * the batches of one part, see {@link S3BlobSink#PART}.
 *
 * <p>What lies aside is listed by the time it was begun, and with size 0: the store does not say more. Versioning of
 * the bucket must be off, or deleted objects stay (unreadable, because their keys are gone).
 */
public final class S3BlobStore implements BlobStore, AutoCloseable {
    private final Vertx vertx;
    private final S3Client client;
    private final Executor workers;

    private S3BlobStore(Vertx vertx, S3Client client, Executor workers) {
        this.vertx = vertx;
        this.client = client;
        this.workers = workers;
    }

    /**
     * Makes the client; nothing is sent yet.
     *
     * @param workers threads for digests
     */
    public static S3BlobStore open(Vertx vertx, S3Config config, Executor workers) {
        return new S3BlobStore(vertx, new S3Client(config), workers);
    }

    @Override
    public BlobSink create(BlobId id) {
        var context = context();
        return new S3BlobSink(new S3Upload(client, id, context), context, new Offload(context, workers));
    }

    @Override
    public Future<BlobSource> open(BlobId id) {
        var context = context();
        return size(id, context).map(size -> new S3BlobSource(client, id, size, context));
    }

    private Future<Long> size(BlobId id, Context context) {
        return client.send(
                        context,
                        id,
                        s3 -> s3.headObject(head -> head.bucket(client.bucket()).key(client.key(id))))
                .map(found -> found.contentLength());
    }

    @Override
    public Future<Boolean> delete(Area area, BlobId id) {
        var context = context();
        return switch (area) {
            case ASIDE -> new S3Upload(client, id, context).abortAll();
            case BLOBS -> deleteObject(id, context);
        };
    }

    /** Asked before, because the store answers the same whether there was one or not. */
    private Future<Boolean> deleteObject(BlobId id, Context context) {
        return size(id, context)
                .compose(_ -> client.send(
                                context,
                                id,
                                s3 -> s3.deleteObject(
                                        gone -> gone.bucket(client.bucket()).key(client.key(id))))
                        .map(true))
                .recover(failure -> failure instanceof MissingBlobException
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(failure));
    }

    @Override
    public Future<List<Entry>> list(Area area, Instant untouchedSince, Optional<BlobId> after, int limit) {
        var listing = new S3Listing(client, context(), untouchedSince, after, limit);
        return switch (area) {
            case ASIDE -> listing.uploads();
            case BLOBS -> listing.objects();
        };
    }

    private Context context() {
        return vertx.getOrCreateContext();
    }

    @Override
    public void close() {
        client.close();
    }
}
