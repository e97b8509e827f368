package cn.mejene.vault;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import java.nio.file.Path;
import java.time.Duration;

/**
 * @param store folder of the file store
 * @param workers platform threads for ciphers and files
 * @param batches MiB of shared buffers for all streams of the node
 * @param sweepEvery how often leftovers are looked for, real time
 * @param leftoverAfter how long bytes without an owner are left alone, real time
 */
public record VaultConfig(Path store, int workers, int batches, Duration sweepEvery, Duration leftoverAfter) {
    public VaultConfig {
        Required.field("store", store);
        Required.field("sweepEvery", sweepEvery);
        Required.field("leftoverAfter", leftoverAfter);
        if (workers < 1 || batches < 1) {
            throw new ConfigException("workers and batches must be at least 1");
        }
    }
}
