package cn.mejene.launcher;

import cn.mejene.audit.tree.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the log's key as the caller gives it: {@code name+hash+base64}, or a file that holds it. */
final class LogKeys {
    private LogKeys() {}

    static Optional<VerifierKey> given(@Nullable String option) throws IOException {
        if (option == null) {
            return Optional.empty();
        }
        return Optional.of(VerifierKey.parse(option.contains("+") ? option : Files.readString(Path.of(option))));
    }
}
