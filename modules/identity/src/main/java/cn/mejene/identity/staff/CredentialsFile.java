package cn.mejene.identity.staff;

import cn.mejene.kernel.Json;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The file that tells a developer the demo staff's credentials. Replaced as a whole; readable by its owner only. */
final class CredentialsFile {
    private final Path file;

    /** Credentials in clear: development only. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            String role,
            String username,
            String password,
            String totpSecret,
            @Nullable String clinicId) {
        @Override
        public String toString() {
            return "Item[" + username + "]";
        }
    }

    private record Items(List<Item> items) {}

    CredentialsFile(Path file) {
        this.file = file;
    }

    List<Item> read() {
        try {
            return Files.exists(file)
                    ? Json.read(Files.readAllBytes(file), Items.class).items()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("the file of demo staff cannot be read", e);
        }
    }

    void write(List<Item> items) {
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try {
            var folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
            Files.createDirectories(folder);
            var aside = Files.createTempFile(folder, "demo-staff", ".new", owner);
            Files.write(aside, Json.bytes(new Items(items)));
            sync(aside, StandardOpenOption.WRITE);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(folder, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new UncheckedIOException("the file of demo staff cannot be written", e);
        }
    }

    /** The database keeps hashes alone, so a loss of power must not take the file. */
    private static void sync(Path path, StandardOpenOption how) throws IOException {
        try (var channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }
}
