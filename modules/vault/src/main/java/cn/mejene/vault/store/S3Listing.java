package cn.mejene.vault.store;

import cn.mejene.vault.store.BlobStore.Entry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** Collects one page of old objects, or of old uploads under way, in order of id. For one use, on one context. */
final class S3Listing {
    private static final BlobId ANY = new BlobId("0".repeat(32));

    private final S3Client client;
    private final Context context;
    private final Instant untouchedSince;
    private final String after;
    private final int limit;
    private final List<Entry> page = new ArrayList<>();

    S3Listing(S3Client client, Context context, Instant untouchedSince, Optional<BlobId> after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1");
        }
        this.client = client;
        this.context = context;
        this.untouchedSince = untouchedSince;
        this.after = after.map(BlobId::value).orElse("");
        this.limit = limit;
    }

    /** The store sorts objects by key, which is by id. */
    Future<List<Entry>> objects() {
        return objects(after.isEmpty() ? client.keyPrefix() : client.keyPrefix() + after);
    }

    private Future<List<Entry>> objects(String startAfter) {
        return client.send(
                        context,
                        ANY,
                        s3 -> s3.listObjectsV2(list -> list.bucket(client.bucket())
                                .prefix(client.keyPrefix())
                                .startAfter(startAfter)))
                .compose(this::moreObjects);
    }

    private Future<List<Entry>> moreObjects(ListObjectsV2Response found) {
        found.contents().forEach(object -> client.id(object.key())
                .ifPresent(id -> add(new Entry(id, object.size(), object.lastModified()))));
        boolean more = Boolean.TRUE.equals(found.isTruncated()) && page.size() < limit;
        return more ? objects(found.contents().getLast().key()) : answer();
    }

    /** Every page is asked for: not all stores keep the order of keys here, or know a place to go on from. */
    Future<List<Entry>> uploads() {
        return uploads(null, null);
    }

    private Future<List<Entry>> uploads(@Nullable String keyMarker, @Nullable String uploadMarker) {
        return client.send(
                        context,
                        ANY,
                        s3 -> s3.listMultipartUploads(list -> list.bucket(client.bucket())
                                .prefix(client.keyPrefix())
                                .keyMarker(keyMarker)
                                .uploadIdMarker(uploadMarker)))
                .compose(this::moreUploads);
    }

    private Future<List<Entry>> moreUploads(ListMultipartUploadsResponse found) {
        found.uploads()
                .forEach(upload -> client.id(upload.key()).ifPresent(id -> add(new Entry(id, 0, upload.initiated()))));
        return Boolean.TRUE.equals(found.isTruncated())
                ? uploads(found.nextKeyMarker(), found.nextUploadIdMarker())
                : answer();
    }

    private void add(Entry entry) {
        boolean known = page.stream().anyMatch(listed -> listed.id().equals(entry.id()));
        if (!known
                && entry.id().value().compareTo(after) > 0
                && entry.modified().isBefore(untouchedSince)) {
            page.add(entry);
        }
    }

    private Future<List<Entry>> answer() {
        return Future.succeededFuture(page.stream()
                .sorted(Comparator.comparing(Entry::id))
                .limit(limit)
                .toList());
    }
}
