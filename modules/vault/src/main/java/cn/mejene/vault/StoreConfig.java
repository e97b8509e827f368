package cn.mejene.vault;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.vault.store.S3Config;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One store: a folder, or a bucket.
 *
 * @param folder folder of a file store
 * @param s3 bucket of an S3-compatible store
 */
public record StoreConfig(@Nullable Path folder, @Nullable S3Config s3) {
    public StoreConfig {
        if ((folder == null) == (s3 == null)) {
            throw new ConfigException("a store is either a folder or s3");
        }
    }
}
