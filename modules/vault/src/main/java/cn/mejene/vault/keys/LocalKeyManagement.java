package cn.mejene.vault.keys;

import cn.mejene.kernel.config.ConfigException;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The root key as a Tink keyset in a file that only its owner can read: for development. Made at first start; nodes
 * that start together agree on the one that was first, and all of them see at once what one has changed. Old versions
 * are disabled, not removed: an old backup can be read after enabling them by hand.
 */
final class LocalKeyManagement implements KeyManagement {
    /** Tink writes one byte and the id of the key before what the key seals. */
    private static final int PREFIX = 5;

    private final Path file;
    private final AtomicReference<@Nullable Loaded> loaded = new AtomicReference<>();

    /** @param mark changes with every new file */
    private record Loaded(String mark, KeysetHandle keyset, Aead root) {}

    private LocalKeyManagement(Path file) {
        this.file = file;
    }

    static LocalKeyManagement open(Path file) {
        try {
            if (!Files.exists(file)) {
                publish(
                        file,
                        KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, AeadConfig2026.get()),
                        false);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(file, e);
        }
        var root = new LocalKeyManagement(file);
        root.load();
        return root;
    }

    private static ConfigException unusable(Path file, Exception e) {
        return new ConfigException(
                "the root key " + file + " cannot be used: " + e.getClass().getSimpleName());
    }

    /** Writes aside and links or moves into place, so that a half-written file is never a key. */
    private static void publish(Path file, KeysetHandle keyset, boolean replace)
            throws IOException, GeneralSecurityException {
        var json =
                TinkJsonProtoKeysetFormat.serializeKeyset(keyset, AeadConfig2026.get(), InsecureSecretKeyAccess.get());
        var folder = file.toAbsolutePath().getParent();
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var aside = Files.createTempFile(
                folder,
                "root",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(aside, json);
            try (var channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            if (replace) {
                Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.createLink(file, aside);
            }
            try (var channel = FileChannel.open(folder)) {
                channel.force(true);
            }
        } catch (FileAlreadyExistsException e) {
            // Another node was first; its key is the one.
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    private Loaded load() {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            var mark = attributes.fileKey() + " " + attributes.lastModifiedTime() + " " + attributes.size();
            var known = loaded.get();
            if (known == null || !known.mark.equals(mark)) {
                var keyset = TinkJsonProtoKeysetFormat.parseKeyset(
                        Files.readString(file), AeadConfig2026.get(), InsecureSecretKeyAccess.get());
                known = new Loaded(mark, keyset, keyset.getPrimitive(AeadConfig2026.get(), Aead.class));
                loaded.set(known);
            }
            return known;
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(file, e);
        }
    }

    @Override
    public byte[] wrap(byte[] key, byte[] context) {
        try {
            return load().root.encrypt(key, context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key could not be wrapped", e);
        }
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] context) {
        try {
            return load().root.decrypt(wrapped, context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key could not be unwrapped", e);
        }
    }

    @Override
    public byte[] rewrap(byte[] wrapped, byte[] context) {
        var key = unwrap(wrapped, context);
        try {
            return wrap(key, context);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    @Override
    public String version(byte[] wrapped) {
        if (wrapped.length < PREFIX) {
            throw new IllegalStateException("a wrapped key without version");
        }
        return HexFormat.of().formatHex(wrapped, 1, PREFIX);
    }

    @Override
    public String current() {
        return version(load().keyset);
    }

    @Override
    public String rotate() {
        return version(change(
                keyset -> keyset.addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                        .withRandomId()
                        .makePrimary())));
    }

    @Override
    public void keepOnly(String version) {
        change(keyset -> {
            for (int i = 0; i < keyset.size(); i++) {
                var entry = keyset.getAt(i);
                if (!entry.isPrimary()) {
                    entry.setStatus(KeyStatus.DISABLED);
                } else if (!version.equals(version(load().keyset))) {
                    throw new IllegalStateException("only the current version can be the one that is kept");
                }
            }
            return keyset;
        });
    }

    private static String version(KeysetHandle keyset) {
        return HexFormat.of().toHexDigits(keyset.getPrimary().getId());
    }

    /** One change at a time, whichever node makes it. */
    private synchronized KeysetHandle change(UnaryOperator<KeysetHandle.Builder> step) {
        var lock = file.resolveSibling(file.getFileName() + ".lock");
        try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            var changed = step.apply(KeysetHandle.newBuilder(load().keyset).setConfiguration(AeadConfig2026.get()))
                    .build();
            publish(file, changed, true);
            return changed;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the root key could not be changed", e);
        }
    }
}
