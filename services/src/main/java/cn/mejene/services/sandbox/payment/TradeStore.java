package cn.mejene.services.sandbox.payment;

import cn.mejene.services.host.DataFolder;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The providers' trades, kept across restarts in a file of their own: numbers, amounts and states, nothing of a payer.
 * Each change is a line; the last one of a trade counts. Confined to the sandbox's event loop.
 */
final class TradeStore {
    private final Map<String, Trade> trades = new LinkedHashMap<>();
    private final Path file;

    TradeStore(DataFolder folder) {
        try {
            var own = Files.createDirectories(folder.root().resolve("sandbox"));
            this.file = own.resolve("trades.jsonl");
            if (Files.exists(file)) {
                try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
                    // The last line may have been cut off by a crash.
                    lines.filter(line -> line.startsWith("{") && line.endsWith("}"))
                            .map(line -> Trade.read(new JsonObject(line)))
                            .forEach(trade -> trades.put(trade.number(), trade));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the sandbox's trades cannot be read", e);
        }
    }

    Optional<Trade> find(String number) {
        return Optional.ofNullable(trades.get(number));
    }

    Collection<Trade> all() {
        return trades.values();
    }

    void keep(Trade trade) {
        trades.put(trade.number(), trade);
        try {
            Files.writeString(
                    file,
                    "\n" + trade.toJson().encode(),
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.DSYNC);
        } catch (IOException e) {
            throw new UncheckedIOException("the sandbox's trades cannot be kept", e);
        }
    }
}
