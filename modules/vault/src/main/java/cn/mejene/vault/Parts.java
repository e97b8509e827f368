package cn.mejene.vault;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.vault.PartRepository.Kept;
import cn.mejene.vault.seal.IntegrityException;
import cn.mejene.vault.store.ByteRange;
import cn.mejene.vault.store.Piece;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Contents that lie in several blobs: made of parts, found again by their sealed manifest. Virtual threads only. */
final class Parts {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ModuleContext context;
    private final PartRepository repository;

    /** Makes a piece of a blob, which is opened as the access that reads it allows. */
    interface Opening extends BiFunction<BlobReference, ByteRange, Piece> {}

    Parts(ModuleContext context, PartRepository repository) {
        this.context = context;
        this.repository = repository;
    }

    void keep(Tx tx, String blobId, Part part) {
        if (!repository.markPart(tx, blobId, part)) {
            throw ended();
        }
    }

    /** @param reservation makes the blob of a content that has more than one part */
    String compose(Tx tx, Whole whole, Supplier<BlobReference> reservation) {
        var parts = repository.lock(tx, whole.of());
        requireComplete(parts, whole.size());
        if (parts.size() == 1) {
            repository.settle(tx, parts.getFirst().blob().blobId());
            return parts.getFirst().blob().blobId();
        }
        var blob = reservation.get();
        var manifest = new Manifest(parts.stream()
                .map(part -> new Manifest.Entry(part.blob().blobId(), part.size()))
                .toList());
        var key = context.port(KeyRing.class).sealing(blob);
        repository.storeWhole(tx, blob.blobId(), whole.size(), manifest.seal(key, RANDOM));
        var starts = new ArrayList<Long>();
        long start = 0;
        for (var part : parts) {
            starts.add(start);
            start += part.size();
        }
        repository.join(
                tx,
                blob.blobId(),
                parts.stream().map(part -> part.blob().blobId()).toList(),
                starts);
        return blob.blobId();
    }

    /** Without gaps, each run from 0, as long as it was counted, and not too many. */
    private static void requireComplete(List<Kept> parts, long size) {
        String run = "";
        long next = 0;
        long sum = 0;
        for (var part : parts) {
            next = part.of().equals(run) ? next : 0;
            run = part.of();
            if (part.start() != next) {
                throw ended();
            }
            next += part.size();
            sum += part.size();
        }
        if (sum != size || parts.isEmpty() || parts.size() > Manifest.MOST_PARTS) {
            throw ended();
        }
    }

    /** What of a stored blob's objects a range needs. */
    List<Piece> pieces(Opened opened, BlobReference blob, ByteRange range, Opening opening) {
        var manifest = repository.manifest(context.database(), blob.blobId());
        if (manifest.isEmpty()) {
            return List.of();
        }
        var wanted = Manifest.open(opened.content(blob), manifest.get()).within(range);
        var ids = wanted.stream().map(Manifest.Wanted::id).toList();
        var found = repository.ofWhole(context.database(), blob.blobId(), ids).stream()
                .collect(Collectors.toMap(BlobReference::blobId, Function.identity()));
        return wanted.stream()
                .map(part -> piece(found.get(part.id()), part.range(), opening))
                .toList();
    }

    /** All objects of a content that is not kept yet. */
    List<Piece> pieces(Draft draft, Opening opening) {
        var pieces = new ArrayList<Piece>();
        for (var part : repository.list(context.database(), draft.of())) {
            pieces.add(opening.apply(part.blob(), ByteRange.whole(part.size())));
        }
        if (draft.last() != null) {
            pieces.add(opening.apply(draft.last(), ByteRange.whole(draft.lastSize())));
        }
        return pieces;
    }

    private static Piece piece(@Nullable BlobReference blob, ByteRange range, Opening opening) {
        if (blob == null) {
            throw new IntegrityException("part of a whole");
        }
        return opening.apply(blob, range);
    }

    List<LocatedBlob> markErased(Sql sql, String of) {
        return repository.markErased(sql, of);
    }

    private static Problem ended() {
        return Problem.conflict("upload-ended", "This upload has ended already.");
    }
}
