package cn.mejene.vault.store;

import cn.mejene.vault.store.BlobStore.Area;
import cn.mejene.vault.store.BlobStore.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects one page of old files, in order of id. For one use, on one thread; it skips files that vanish meanwhile. */
final class FolderListing {
    private final Instant untouchedSince;
    private final String after;
    private final int limit;
    private final List<Entry> page = new ArrayList<>();

    FolderListing(Instant untouchedSince, Optional<BlobId> after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1");
        }
        this.untouchedSince = untouchedSince;
        this.after = after.map(BlobId::value).orElse("");
        this.limit = limit;
    }

    List<Entry> of(BlobFolders folders, Area area) throws IOException {
        collect(folders.root(area), "", area == Area.ASIDE ? 0 : 2);
        return List.copyOf(page);
    }

    /** Names of folders are the beginnings of the ids below them, so order of names is order of ids. */
    private void collect(Path folder, String prefix, int levels) throws IOException {
        for (String name : names(folder)) {
            if (page.size() == limit) {
                return;
            }
            var child = folder.resolve(name);
            if (levels == 0) {
                BlobId.ofFileName(name)
                        .filter(id -> id.value().compareTo(after) > 0)
                        .ifPresent(id -> add(id, child));
            } else if (mayHoldLater(prefix + name) && Files.isDirectory(child)) {
                collect(child, prefix + name, levels - 1);
            }
        }
    }

    private boolean mayHoldLater(String prefix) {
        int length = Math.min(prefix.length(), after.length());
        return prefix.compareTo(after.substring(0, length)) >= 0;
    }

    private static List<String> names(Path folder) throws IOException {
        try (var children = Files.list(folder)) {
            return children.map(child -> child.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private void add(BlobId id, Path file) {
        read(file)
                .filter(found -> found.lastModifiedTime().toInstant().isBefore(untouchedSince))
                .map(found ->
                        new Entry(id, found.size(), found.lastModifiedTime().toInstant()))
                .ifPresent(page::add);
    }

    private static Optional<BasicFileAttributes> read(Path file) {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
