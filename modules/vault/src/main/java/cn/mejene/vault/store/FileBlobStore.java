package cn.mejene.vault.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Objects as files of one folder: {@code aside/<id>} while written, {@code blobs/<aa>/<bb>/<id>} when published.
 * Several processes may share the folder. All file work runs on the given threads.
 */
public final class FileBlobStore implements BlobStore {
    private final Vertx vertx;
    private final BlobFolders folders;
    private final Writing writing;
    private final Executor workers;

    private FileBlobStore(Vertx vertx, BlobFolders folders, Writing writing, Executor workers) {
        this.vertx = vertx;
        this.folders = folders;
        this.writing = writing;
        this.workers = workers;
    }

    /**
     * Opens the store, and makes its folders when they are missing. Blocks: for the start of a node.
     *
     * @param keepFree bytes that the file system keeps free: what would leave less is not written
     * @throws IOException when the folder cannot be made or closed to others
     */
    public static FileBlobStore open(Vertx vertx, Path root, long keepFree, Executor workers) throws IOException {
        var folders = BlobFolders.prepare(root, keepFree);
        return new FileBlobStore(vertx, folders, Writing.durable(folders.root(Area.ASIDE)), workers);
    }

    /** The same store, whose published objects a crash may take: for measuring beside servers that do not wait. */
    public FileBlobStore unsynced() {
        return new FileBlobStore(vertx, folders, writing.unsynced(), workers);
    }

    @Override
    public BlobSink create(BlobId id) {
        return new FileBlobSink(folders, id, writing, new Offload(context(), new InOrder(workers)));
    }

    @Override
    public Future<BlobSource> open(BlobId id) {
        var offload = offload();
        return offload.call(() -> {
            var channel = channel(id);
            return new FileBlobSource(channel, channel.size(), offload);
        });
    }

    @Override
    public Future<Boolean> delete(Area area, BlobId id) {
        return offload().call(() -> folders.delete(area, id));
    }

    @Override
    public Future<List<Entry>> list(Area area, Instant untouchedSince, Optional<BlobId> after, int limit) {
        var listing = new FolderListing(untouchedSince, after, limit);
        return offload().call(() -> listing.of(folders, area));
    }

    private FileChannel channel(BlobId id) throws IOException {
        try {
            return FileChannel.open(folders.file(Area.BLOBS, id), StandardOpenOption.READ);
        } catch (NoSuchFileException _) {
            throw new MissingBlobException(id);
        }
    }

    private Offload offload() {
        return new Offload(context(), workers);
    }

    private Context context() {
        return vertx.getOrCreateContext();
    }
}
