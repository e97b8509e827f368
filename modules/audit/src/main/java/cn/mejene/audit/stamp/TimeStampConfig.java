package cn.mejene.audit.stamp;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who stamps checkpoints. It is sent 32 bytes that say nothing, of a checkpoint that is public.
 *
 * @param endpoint takes RFC 3161 requests over HTTP
 * @param region where it is; must be said outside development
 * @param authority certificate (PEM) that its own must lead to
 * @param every at least so much time between two stamps, usually an hour
 */
public record TimeStampConfig(
        URI endpoint,
        @Nullable String region,
        Path authority,
        @Nullable Duration every) {
    private static final Duration USUAL = Duration.ofHours(1);

    public TimeStampConfig {
        Required.field("timeStamps.endpoint", endpoint);
        Required.field("timeStamps.authority", authority);
        if (every != null && (every.isNegative() || every.isZero())) {
            throw new ConfigException("timeStamps.every must be positive");
        }
    }

    Duration pause() {
        return every == null ? USUAL : every;
    }
}
