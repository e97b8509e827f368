package cn.mejene.vault.keys;

import cn.mejene.kernel.config.ConfigException;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;

/**
 * The root key as a Tink keyset in a file that only its owner can read: for development. Made at first start; nodes
 * that start together agree on the one that was first.
 */
final class LocalKeyManagement implements KeyManagement {
    private final Aead root;

    private LocalKeyManagement(Aead root) {
        this.root = root;
    }

    static LocalKeyManagement open(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            var keyset = TinkJsonProtoKeysetFormat.parseKeyset(
                    Files.readString(file), AeadConfig2026.get(), InsecureSecretKeyAccess.get());
            return new LocalKeyManagement(keyset.getPrimitive(AeadConfig2026.get(), Aead.class));
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigException(
                    "the root key " + file + " cannot be used: " + e.getClass().getSimpleName());
        }
    }

    /** Writes aside and links into place, so that a half-written file is never a key. */
    private static void create(Path file) throws IOException, GeneralSecurityException {
        var keyset = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, AeadConfig2026.get());
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
            Files.createLink(file, aside);
            try (var channel = FileChannel.open(folder)) {
                channel.force(true);
            }
        } catch (FileAlreadyExistsException e) {
            // Another node was first; its key is the one.
        } finally {
            Files.delete(aside);
        }
    }

    @Override
    public byte[] wrap(byte[] key, byte[] context) {
        try {
            return root.encrypt(key, context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key could not be wrapped", e);
        }
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] context) {
        try {
            return root.decrypt(wrapped, context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key could not be unwrapped", e);
        }
    }
}
