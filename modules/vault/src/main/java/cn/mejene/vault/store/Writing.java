package cn.mejene.vault.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a store writes its files. Thread-safe.
 *
 * @param direct what is written from past the page cache, where the file system allows it
 */
record Writing(boolean synced, Optional<AlignedBuffers> direct) {
    private static final Optional<OpenOption> DIRECT = findDirect();

    /** Larger ones no disk has; the pool's arrays are whole multiples of smaller ones. */
    private static final int LARGEST_BLOCK = 64 << 10;

    /** Durably, and past the page cache where the folder's file system lets it. */
    static Writing durable(Path folder) throws IOException {
        long block = Files.getFileStore(folder).getBlockSize();
        boolean usable = block > 0 && block <= LARGEST_BLOCK && Long.bitCount(block) == 1;
        return new Writing(
                true, usable && allowsDirect(folder) ? Optional.of(new AlignedBuffers((int) block)) : Optional.empty());
    }

    /** The same without waiting for the disk. */
    Writing unsynced() {
        return new Writing(false, direct);
    }

    /** Makes the file aside. */
    BlobFile file(BlobFolders folders, BlobId id) throws IOException {
        var made = folders.createAside(id);
        return direct.isPresent()
                ? new BlobFile.Direct(made, () -> folders.reopenAside(id, DIRECT.orElseThrow()), direct.get(), synced)
                : new BlobFile.Buffered(made, synced);
    }

    /** By name: the JDK has the option, but outside what it calls its API. */
    private static Optional<OpenOption> findDirect() {
        try {
            return Arrays.stream(
                            Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants())
                    .filter(constant -> constant.toString().equals("DIRECT"))
                    .map(OpenOption.class::cast)
                    .findFirst();
        } catch (ClassNotFoundException none) {
            return Optional.empty();
        }
    }

    private static boolean allowsDirect(Path folder) {
        if (DIRECT.isEmpty()) {
            return false;
        }
        var probe = folder.resolve("probe-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        try (var _ = FileChannel.open(
                probe,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE,
                DIRECT.get())) {
            return true;
        } catch (IOException | UnsupportedOperationException refused) {
            return false;
        }
    }
}
