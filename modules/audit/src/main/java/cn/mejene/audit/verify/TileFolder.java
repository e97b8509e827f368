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
import java.nio.file.Files;
import java.nio.file.Path;
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
