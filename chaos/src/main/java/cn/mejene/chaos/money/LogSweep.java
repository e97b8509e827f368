package cn.mejene.chaos.money;

import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks for what notifications carry, and for what opens them, in everything that processes print. Stateless. */
final class LogSweep {
    /** The sandbox's payer, bank and buyer, and how signatures and sealed contents look in a body. */
    private static final List<String> NEVER =
            List.of("oUpF8uMuAJO", "CMB_CREDIT", "pay***@example.com", "\"ciphertext\"", "SIGNTEST");

    private final Stage stage;

    LogSweep(Stage stage) {
        this.stage = stage;
    }

    void run() throws IOException {
        var never = new ArrayList<>(NEVER);
        var data = stage.installation().data();
        never.add(Files.readString(data.resolve("secrets/wechatpay-apiv3.secret"), StandardCharsets.US_ASCII)
                .strip());
        for (var file : printed(data)) {
            var text = Files.readString(file, StandardCharsets.ISO_8859_1);
            never.stream().filter(text::contains).forEach(found -> stage.tally()
                    .violated(Zero.MONEY_LEAK, "no. " + never.indexOf(found) + " in " + file.getFileName()));
        }
    }

    private static List<Path> printed(Path data) throws IOException {
        var files = new ArrayList<Path>();
        files.add(data.resolveSibling("up.out"));
        try (var logs = Files.walk(data.resolve("log"))) {
            logs.filter(Files::isRegularFile).forEach(files::add);
        }
        return files;
    }
}
