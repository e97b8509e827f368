package cn.mejene.vault.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** The multipart upload of one object, as requests to the store. Confined to its context; calls one after another. */
final class S3Upload {
    private final S3Client client;
    private final BlobId id;
    private final Context context;
    private final List<CompletedPart> parts = new ArrayList<>();
    private @Nullable String uploadId;

    S3Upload(S3Client client, BlobId id, Context context) {
        this.client = client;
        this.id = id;
        this.context = context;
    }

    boolean isBegun() {
        return uploadId != null;
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Fails when the id is taken, by an object or by an upload under way. */
    Future<Void> begin() {
        return Future.all(isPublished(), uploads())
                .compose(taken -> taken.<Boolean>resultAt(0)
                                || !taken.<List<?>>resultAt(1).isEmpty()
                        ? Future.failedFuture(new IllegalStateException("blob id is taken"))
                        : client.send(
                                context,
                                id,
                                s3 -> s3.createMultipartUpload(
                                        create -> create.bucket(client.bucket()).key(client.key(id)))))
                .onSuccess(created -> uploadId = created.uploadId())
                .mapEmpty();
    }

    /** @param md5 of the part, base 64; the store compares it */
    Future<Void> add(List<ByteBuffer> bytes, String md5) {
        int number = parts.size() + 1;
        return client.send(
                        context,
                        id,
                        s3 -> s3.uploadPart(
                                part -> part.bucket(client.bucket())
                                        .key(client.key(id))
                                        .uploadId(uploadId)
                                        .partNumber(number)
                                        .contentMD5(md5),
                                AsyncRequestBody.fromByteBuffersUnsafe(bytes.toArray(ByteBuffer[]::new))))
                .onSuccess(stored -> parts.add(CompletedPart.builder()
                        .partNumber(number)
                        .eTag(stored.eTag())
                        .build()))
                .mapEmpty();
    }

    Future<Void> complete() {
        return client.send(
                        context,
                        id,
                        s3 -> s3.completeMultipartUpload(complete -> complete.bucket(client.bucket())
                                .key(client.key(id))
                                .uploadId(uploadId)
                                .multipartUpload(all -> all.parts(parts))))
                .mapEmpty();
    }

    Future<Void> abort() {
        var begun = uploadId;
        return begun == null ? Future.succeededFuture() : abort(begun);
    }

    /** Whoever began them; answers whether there were any. */
    Future<Boolean> abortAll() {
        return uploads().compose(found -> Future.all(
                        found.stream().map(upload -> abort(upload.uploadId())).toList())
                .map(!found.isEmpty()));
    }

    private Future<Void> abort(String upload) {
        return client.send(
                        context,
                        id,
                        s3 -> s3.abortMultipartUpload(abort -> abort.bucket(client.bucket())
                                .key(client.key(id))
                                .uploadId(upload)))
                .<Void>mapEmpty()
                .recover(S3Upload::goneIsFine);
    }

    /** After a completion that was not answered. */
    Future<Void> deleteObject() {
        return client.send(
                        context,
                        id,
                        s3 -> s3.deleteObject(
                                gone -> gone.bucket(client.bucket()).key(client.key(id))))
                .mapEmpty();
    }

    private Future<Boolean> isPublished() {
        return client.send(
                        context,
                        id,
                        s3 -> s3.headObject(head -> head.bucket(client.bucket()).key(client.key(id))))
                .map(true)
                .recover(failure -> failure instanceof MissingBlobException
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(failure));
    }

    private Future<List<MultipartUpload>> uploads() {
        return client.send(
                        context,
                        id,
                        s3 -> s3.listMultipartUploads(
                                list -> list.bucket(client.bucket()).prefix(client.key(id))))
                .map(found -> found.uploads().stream()
                        .filter(upload -> upload.key().equals(client.key(id)))
                        .toList());
    }

    private static Future<Void> goneIsFine(Throwable failure) {
        return failure instanceof MissingBlobException ? Future.succeededFuture() : Future.failedFuture(failure);
    }
}
