package cn.mejene.chaos;

import cn.mejene.chaos.system.StoreFiles;
import cn.mejene.chaos.system.Truth;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The last check of every run: the store holds the stored blobs and nothing else, as soon as the sweep has been there. */
final class StoreSweep {
    private static final Duration SWEPT = Duration.ofSeconds(200);

    private final Stage stage;

    StoreSweep(Stage stage) {
        this.stage = stage;
    }

    void await() throws IOException, SQLException, InterruptedException {
        var truth = new Truth(stage.installation());
        var store = new StoreFiles(stage.installation().data().resolve("vault"));
        long end = System.nanoTime() + SWEPT.toNanos();
        while (truth.unsettledBlobs() > 0
                || store.count() != truth.storedBlobs().size()) {
            if (System.nanoTime() > end) {
                stage.tally()
                        .violated(
                                Zero.ORPHAN_FILE,
                                store.count() + " files for "
                                        + truth.storedBlobs().size() + " stored blobs, " + truth.unsettledBlobs()
                                        + " unsettled");
                return;
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }
}
