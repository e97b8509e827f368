package cn.mejene.vault.store;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way from aside to published. Its state is touched only by its own work, which runs in order on the
 * store's threads.
 */
final class FileBlobSink implements BlobSink {
    private enum State {
        NEW,
        OPEN,
        BROKEN,
        PUBLISHED,
        DISCARDED
    }

    private final BlobFolders folders;
    private final BlobId id;
    private final Writing writing;
    private final Offload inOrder;
    private State state = State.NEW;
    private @Nullable BlobFile file;

    FileBlobSink(BlobFolders folders, BlobId id, Writing writing, Offload inOrder) {
        this.folders = folders;
        this.id = id;
        this.writing = writing;
        this.inOrder = inOrder;
    }

    @Override
    public Future<Void> write(Batch batch) {
        return inOrder.run(() -> append(batch)).onComplete(_ -> batch.release());
    }

    @Override
    public Future<Void> publish() {
        return inOrder.run(this::publishNow);
    }

    @Override
    public Future<Void> discard() {
        return inOrder.run(this::discardNow);
    }

    private void append(Batch batch) throws IOException {
        try {
            step(to -> {
                folders.requireRoom(batch.length());
                to.append(batch.array(), batch.length());
            });
        } finally {
            batch.release();
        }
    }

    private void publishNow() throws IOException {
        step(written -> {
            written.sync();
            written.close();
            folders.publish(id);
        });
        state = State.PUBLISHED;
    }

    private void discardNow() throws IOException {
        if (state == State.PUBLISHED || state == State.DISCARDED) {
            return;
        }
        boolean ours = file != null;
        state = State.DISCARDED;
        if (ours) {
            closeQuietly();
            // A publish that failed half-way may have left it in either place, and was never reported as done.
            folders.delete(BlobStore.Area.ASIDE, id);
            folders.delete(BlobStore.Area.BLOBS, id);
        }
    }

    /** Work on the file; the first failure is the last thing that happens to it but its removal. */
    private interface Step {
        void on(BlobFile file) throws IOException;
    }

    private void step(Step step) throws IOException {
        if (state != State.NEW && state != State.OPEN) {
            throw new IllegalStateException("sink takes nothing more");
        }
        State before = state;
        state = State.BROKEN;
        try {
            step.on(before == State.NEW ? open() : opened());
        } catch (IOException e) {
            if (full(e)) {
                throw new StorageFullException(e);
            }
            throw e;
        }
        state = State.OPEN;
    }

    private BlobFile open() throws IOException {
        var created = writing.file(folders, id);
        file = created;
        return created;
    }

    private BlobFile opened() {
        var open = file;
        if (open == null) {
            throw new IllegalStateException("sink is not open");
        }
        return open;
    }

    private void closeQuietly() {
        try {
            opened().close();
        } catch (IOException _) {
            // The file is deleted next, whatever its last write came to.
        }
    }

    private static boolean full(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota exceeded");
    }
}
