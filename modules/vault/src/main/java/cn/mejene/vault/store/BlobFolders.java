package cn.mejene.vault.store;

import cn.mejene.vault.store.BlobStore.Area;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the files of a store lie, and how they appear and disappear for good: folders are synced, owner-only.
 * Thread-safe; every method but {@link #file} blocks.
 */
final class BlobFolders {
    private static final FileAttribute<?> FOLDER_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> FILE_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final FileStore fileStore;
    private final long keepFree;
    private final Path aside;
    private final Path blobs;
    private final Map<Path, Boolean> durable = new ConcurrentHashMap<>();

    private BlobFolders(Path root, long keepFree) throws IOException {
        this.fileStore = Files.getFileStore(root);
        this.keepFree = keepFree;
        this.aside = root.resolve("aside");
        this.blobs = root.resolve("blobs");
    }

    static BlobFolders prepare(Path root, long keepFree) throws IOException {
        Files.createDirectories(root.toAbsolutePath(), FOLDER_MODE);
        var real = root.toRealPath();
        var folders = new BlobFolders(real, keepFree);
        for (Path folder : List.of(folders.aside, folders.blobs)) {
            make(folder, real);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        return folders;
    }

    Path root(Area area) {
        return area == Area.ASIDE ? aside : blobs;
    }

    Path file(Area area, BlobId id) {
        return folder(area, id).resolve(id.value());
    }

    /** A new file aside; fails when the id is taken, aside or published. */
    FileChannel createAside(BlobId id) throws IOException {
        var file = file(Area.ASIDE, id);
        var channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE_MODE);
        // In this order: publishing moves the other file in one step, so it is seen in one of the two places.
        if (Files.exists(file(Area.BLOBS, id))) {
            channel.close();
            Files.delete(file);
            throw new FileAlreadyExistsException("blob id is taken");
        }
        return channel;
    }

    /** The same file once more. */
    FileChannel reopenAside(BlobId id, OpenOption how) throws IOException {
        return FileChannel.open(file(Area.ASIDE, id), StandardOpenOption.WRITE, how);
    }

    /** @throws IOException as the file system would, when so many bytes more would leave too few */
    void requireRoom(int length) throws IOException {
        if (fileStore.getUsableSpace() - length < keepFree) {
            throw new IOException("No space left but what is kept free");
        }
    }

    /** Moves a synced file from aside to its published place, durably. */
    void publish(BlobId id) throws IOException {
        makeDurable(id);
        Files.move(file(Area.ASIDE, id), file(Area.BLOBS, id), StandardCopyOption.ATOMIC_MOVE);
        sync(folder(Area.BLOBS, id));
        sync(aside);
    }

    boolean delete(Area area, BlobId id) throws IOException {
        boolean deleted = Files.deleteIfExists(file(area, id));
        if (deleted) {
            sync(folder(area, id));
        }
        return deleted;
    }

    private Path folder(Area area, BlobId id) {
        return area == Area.ASIDE ? aside : outer(id).resolve(id.value().substring(2, 4));
    }

    private Path outer(BlobId id) {
        return blobs.resolve(id.value().substring(0, 2));
    }

    /** Both levels, parents first. Others wait for the sync of a folder that one thread is making. */
    private void makeDurable(BlobId id) throws IOException {
        try {
            durable.computeIfAbsent(outer(id), folder -> makeUnchecked(folder, blobs));
            durable.computeIfAbsent(folder(Area.BLOBS, id), folder -> makeUnchecked(folder, outer(id)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Boolean makeUnchecked(Path folder, Path parent) {
        try {
            make(folder, parent);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Syncs the parent of an existing folder too: whoever made it may have died before doing so. */
    private static void make(Path folder, Path parent) throws IOException {
        try {
            Files.createDirectory(folder, FOLDER_MODE);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        sync(parent);
    }

    private static void sync(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
