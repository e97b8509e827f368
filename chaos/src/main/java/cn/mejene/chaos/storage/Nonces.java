package cn.mejene.chaos.storage;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Looks again and again at the store's files, also at those of uploads that break off or are resumed. Salt and prefix in
 * a file's head give all its pairs of key and nonce: no two files may share them, and a segment that has been written
 * must never be written with other bytes under the same head. Thread-safe.
 */
final class Nonces implements AutoCloseable {
    private static final int HEAD = 40;
    private static final int SEGMENT = 1 << 20;
    private static final int TAG = 16;
    private static final long PAUSE_MILLIS = 250;
    private static final String NOT_YET = "0".repeat(2 * TAG);

    private final Stage stage;
    private final Path store;
    private final Map<String, Seen> seen = new HashMap<>();

    /** A file by its number in the file system, and the tags of its whole segments. */
    private record Seen(Object file, List<String> tags) {}

    private final Thread watcher = Thread.ofVirtual().unstarted(this::watch);
    private volatile boolean watching = true;

    private Nonces(Stage stage) {
        this.stage = stage;
        this.store = stage.installation().data().resolve("vault");
    }

    /** Looks until it is closed. */
    static Nonces watch(Stage stage) {
        var nonces = new Nonces(stage);
        nonces.watcher.start();
        return nonces;
    }

    private void watch() {
        try {
            while (watching) {
                look();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (IOException e) {
            stage.tally().violated(Zero.BROKEN_TOOL, "looking at the store: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        watching = false;
        try {
            watcher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks once. */
    synchronized void look() throws IOException {
        for (var file : files()) {
            try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
                var head = read(channel, 0, HEAD);
                if (!head.isEmpty() && !head.startsWith(NOT_YET)) {
                    compare(head, new Seen(Files.getAttribute(file, "unix:ino"), tags(channel)));
                }
            } catch (NoSuchFileException goneMeanwhile) {
                Thread.onSpinWait();
            }
        }
    }

    private List<Path> files() throws IOException {
        while (true) {
            try (var files = Files.walk(store)) {
                return files.filter(Files::isRegularFile).toList();
            } catch (UncheckedIOException goneMeanwhile) {
                Thread.onSpinWait();
            }
        }
    }

    private static List<String> tags(FileChannel channel) throws IOException {
        var tags = new ArrayList<String>();
        for (long end = SEGMENT; end <= channel.size(); end += SEGMENT) {
            tags.add(read(channel, end - TAG, TAG));
        }
        return tags;
    }

    private static String read(FileChannel channel, long from, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                return "";
            }
        }
        return HexFormat.of().formatHex(bytes.array());
    }

    private void compare(String head, Seen now) {
        var before = seen.put(head, now);
        if (before == null) {
            stage.tally().count(Figure.SEALED_FILE);
        } else if (!before.file().equals(now.file())) {
            stage.tally().violated(Zero.NONCE_TWICE, "two files with one head");
        } else if (changed(before.tags(), now.tags())) {
            stage.tally().violated(Zero.NONCE_TWICE, "a segment written twice");
        }
    }

    private static boolean changed(List<String> before, List<String> now) {
        for (int i = 0; i < Math.min(before.size(), now.size()); i++) {
            if (!before.get(i).equals(NOT_YET) && !before.get(i).equals(now.get(i))) {
                return true;
            }
        }
        return false;
    }
}
