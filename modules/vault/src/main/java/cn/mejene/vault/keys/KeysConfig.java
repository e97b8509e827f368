package cn.mejene.vault.keys;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.vault.seal.Suite;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The root key is either in a file or in a transit engine.
 *
 * @param rootKey file of the local root keyset (development)
 * @param transit transit engine of HashiCorp Vault
 * @param suite cipher for what is sealed from now on; AES unless said
 * @param tombstones file of what was destroyed, on another disk than the databases; beside {@code rootKey} unless said
 */
public record KeysConfig(
        @Nullable Path rootKey,
        @Nullable TransitConfig transit,
        @Nullable Suite suite,
        @Nullable Path tombstones) {
    public KeysConfig {
        if ((rootKey == null) == (transit == null)) {
            throw new ConfigException("either rootKey or transit is given");
        }
        if (rootKey == null && tombstones == null) {
            throw new ConfigException("the key 'tombstones' is missing");
        }
    }

    Suite suiteForSealing() {
        return suite == null ? Suite.AES_256_GCM : suite;
    }

    Path tombstoneFile() {
        if (tombstones != null) {
            return tombstones;
        }
        if (rootKey == null) {
            throw new IllegalStateException("checked before");
        }
        return rootKey.toAbsolutePath().resolveSibling("tombstones");
    }
}
