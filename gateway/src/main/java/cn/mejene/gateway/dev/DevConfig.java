package cn.mejene.gateway.dev;

import cn.mejene.kernel.config.Required;
import java.net.URI;

/**
 * Section {@code dev}; a production configuration may not have it.
 *
 * @param sandbox address of the sandbox providers
 */
public record DevConfig(URI sandbox) {

    public DevConfig {
        Required.field("sandbox", sandbox);
    }
}
