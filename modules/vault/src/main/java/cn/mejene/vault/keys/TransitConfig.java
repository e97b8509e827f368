package cn.mejene.vault.keys;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.config.Secret;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A transit engine of HashiCorp Vault.
 *
 * @param address e.g. {@code https://vault.internal:8200}
 * @param region where it is; in production one of the mainland
 * @param mount path of the engine; {@code transit} unless said
 * @param key name of the root key: type {@code aes256-gcm96}, {@code derived}
 * @param token a token that may encrypt, decrypt, rewrap, rotate, read and configure this key
 * @param namespace Vault's namespace, where it has any
 * @param timeout of one request; 2 seconds unless said
 * @param cache how long an unwrapped class key is remembered; 30 seconds unless said, 0 for never
 */
public record TransitConfig(
        URI address,
        @Nullable String region,
        @Nullable String mount,
        String key,
        Secret token,
        @Nullable String namespace,
        @Nullable Duration timeout,
        @Nullable Duration cache) {
    public TransitConfig {
        Required.field("address", address);
        Required.field("key", key);
        Required.field("token", token);
        if (address.getHost() == null) {
            throw new ConfigException("address must be a URL");
        }
        if (timeout != null && !timeout.isPositive()) {
            throw new ConfigException("timeout must be positive");
        }
    }

    String path(String verb) {
        return "/v1/" + (mount == null ? "transit" : mount) + "/" + verb;
    }

    Duration timeLimit() {
        return timeout == null ? Duration.ofSeconds(2) : timeout;
    }

    Duration cacheTime() {
        return cache == null ? Duration.ofSeconds(30) : cache;
    }
}
