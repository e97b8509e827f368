package cn.mejene.audit.verify;

import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.tree.TilePath;
import cn.mejene.audit.tree.TreeHash;
import cn.mejene.audit.tree.VerifierKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A published log as files (C2SP tlog-tiles): what was written outside the database as the log grew. Read only. */
public final class TileFolder {
    private final Path root;

    public TileFolder(Path root) {
        this.root = root;
    }

    public Optional<SignedNote> checkpoint() throws IOException {
        var file = root.resolve("checkpoint");
        return Files.exists(file) ? Optional.of(SignedNote.parse(Files.readString(file))) : Optional.empty();
    }

    /** The key that was published with the log. */
    public Optional<VerifierKey> key() throws IOException {
        var file = root.resolve("key");
        return Files.exists(file) ? Optional.of(VerifierKey.parse(Files.readString(file))) : Optional.empty();
    }

    /**
     * A checkpoint that has a time stamp.
     *
     * @param checkpoint the bytes that were stamped
     * @param response of the authority (RFC 3161)
     */
    public record Stamped(long size, byte[] checkpoint, byte[] response) {
        SignedNote note() {
            return SignedNote.parse(new String(checkpoint, StandardCharsets.UTF_8));
        }
    }

    /** All time stamps, the oldest first. */
    public List<Stamped> stamps() throws IOException {
        var stamps = root.resolve("stamps");
        if (!Files.isDirectory(stamps)) {
            return List.of();
        }
        var found = new ArrayList<Stamped>();
        try (var files = Files.list(stamps)) {
            for (var file : files.filter(one -> one.toString().endsWith(".tsr")).toList()) {
                var name = String.valueOf(file.getFileName());
                var size = name.substring(0, name.length() - ".tsr".length());
                var checkpoint = Files.readAllBytes(stamps.resolve(size + ".checkpoint"));
                found.add(new Stamped(Long.parseLong(size), checkpoint, Files.readAllBytes(file)));
            }
        }
        found.sort(Comparator.comparingLong(Stamped::size));
        return found;
    }

    /** The certificate of whoever stamps, as the log's keeper has it; to be compared with one's own. */
    public Path stampAuthority() {
        return root.resolve("stamps").resolve("authority.cer");
    }

    /** How many bytes {@link #hashes} has. */
    long bytes() throws IOException {
        var note = checkpoint();
        return note.isEmpty() ? 0 : Checkpoint.of(note.get()).size() * TreeHash.SIZE;
    }

    /** The hashes of the leaves below the checkpoint, one after the other; nothing when there is no checkpoint. */
    // A SequenceInputStream takes nothing else.
    @SuppressWarnings("JdkObsolete")
    InputStream hashes() throws IOException {
        var note = checkpoint();
        long size = note.isEmpty() ? 0 : Checkpoint.of(note.get()).size();
        var tiles = Stream.iterate(0L, index -> index * TilePath.FULL < size, index -> index + 1)
                .map(index -> new TilePath(0, index, TilePath.width(0, index, size)));
        var streams = tiles.map(this::tile).iterator();
        return new SequenceInputStream(new java.util.Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return streams.hasNext();
            }

            @Override
            public InputStream nextElement() {
                return streams.next();
            }
        });
    }

    private InputStream tile(TilePath tile) {
        try {
            var file = root.resolve("tile").resolve(tile.toString());
            if (!Files.exists(file)) {
                // A partial tile goes when it has become full; the full one begins with it.
                file = root.resolve("tile").resolve(new TilePath(tile.level(), tile.index(), TilePath.FULL).toString());
            }
            return new ByteArrayInputStream(Files.readAllBytes(file), 0, tile.width() * TreeHash.SIZE);
        } catch (IOException e) {
            throw new UncheckedIOException("a tile outside the database cannot be read", e);
        }
    }
}
