package cn.mejene.vault;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * @param store folder of the file store called {@code files}
 * @param stores further stores by name; a name stands in every row of its blobs and so never changes
 * @param newBlobs name of the store for new blobs; {@code files} unless said
 * @param keepFree bytes that a folder's file system keeps free: an upload that would leave less is refused (507); 64
 *     MiB unless said
 * @param sync whether an upload counts only when the disk has it; true unless said, and in production always: without,
 *     it can be measured beside servers that do not wait
 * @param workers platform threads for ciphers and files
 * @param batches MiB of shared buffers for all streams of the node
 * @param sweepEvery how often leftovers are looked for, real time
 * @param leftoverAfter how long bytes without an owner are left alone, real time
 */
public record VaultConfig(
        @Nullable Path store,
        @Nullable Map<String, StoreConfig> stores,
        @Nullable String newBlobs,
        @Nullable Long keepFree,
        @Nullable Boolean sync,
        int workers,
        int batches,
        Duration sweepEvery,
        Duration leftoverAfter) {
    private static final String FILES = "files";
    private static final long KEEP_FREE = 64L << 20;

    public VaultConfig {
        Required.field("sweepEvery", sweepEvery);
        Required.field("leftoverAfter", leftoverAfter);
        if (workers < 1 || batches < 1) {
            throw new ConfigException("workers and batches must be at least 1");
        }
        if (store == null && (stores == null || stores.isEmpty())) {
            throw new ConfigException("the key 'store' is missing");
        }
        if (store != null && stores != null && stores.containsKey(FILES)) {
            throw new ConfigException("stores.files and store are the same thing");
        }
        if (keepFree != null && keepFree < 0) {
            throw new ConfigException("keepFree must not be negative");
        }
    }

    Map<String, StoreConfig> allStores() {
        var all = new LinkedHashMap<String, StoreConfig>();
        if (store != null) {
            all.put(FILES, new StoreConfig(store, null));
        }
        if (stores != null) {
            all.putAll(stores);
        }
        return all;
    }

    String storeForNewBlobs() {
        return newBlobs == null ? FILES : newBlobs;
    }

    boolean waitsForDisk() {
        return sync == null || sync;
    }

    long bytesKeptFree() {
        return keepFree == null ? KEEP_FREE : keepFree;
    }
}
