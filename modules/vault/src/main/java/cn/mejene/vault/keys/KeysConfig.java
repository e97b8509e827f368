package cn.mejene.vault.keys;

import cn.mejene.kernel.config.Required;
import java.nio.file.Path;

/**
 * @param rootKey file of the local root keyset (development)
 */
public record KeysConfig(Path rootKey) {
    public KeysConfig {
        Required.field("rootKey", rootKey);
    }
}
