package cn.mejene.gateway.dev;

import cn.mejene.kernel.config.Required;
import java.net.URI;
import java.nio.file.Path;

/**
 * Section {@code dev}; a production configuration may not have it.
 *
 * @param sandbox address of the sandbox providers
 * @param staffFile where {@code identity} keeps the demo staff of this data folder
 */
public record DevConfig(URI sandbox, Path staffFile) {

    public DevConfig {
        Required.field("sandbox", sandbox);
        Required.field("staffFile", staffFile);
    }
}
