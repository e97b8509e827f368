package cn.mejene.chaos.audit;

import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.regex.Pattern;

/** Searches what nodes have logged for numbers of phones and for tokens (D57). Stateless. */
final class PrivateWords {
    /** A mobile number, an access token, a refresh token. */
    private static final Pattern PRIVATE = Pattern.compile(
            "(?<![0-9A-Za-z.])(86)?1[3-9]\\d{9}(?![0-9A-Za-z])" + "|eyJ[A-Za-z0-9_-]{10}|mrt_[A-Za-z0-9_-]{10}");

    private final Stage stage;

    PrivateWords(Stage stage) {
        this.stage = stage;
    }

    void run() throws IOException {
        try (var logs = Files.list(stage.installation().data().resolve("log"))) {
            for (var log : logs.toList()) {
                try (var lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
                    lines.filter(line -> PRIVATE.matcher(line).find()).forEach(_ -> stage.tally()
                            .violated(Zero.SECRET_LOGGED, String.valueOf(log.getFileName())));
                }
            }
        }
    }
}
