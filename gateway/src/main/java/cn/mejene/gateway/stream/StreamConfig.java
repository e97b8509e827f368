package cn.mejene.gateway.stream;

import cn.mejene.kernel.config.ConfigException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Section {@code streams}: how patient this node is with slow peers. Every key has a default.
 *
 * @param idle longest silence of a peer inside a body, and the window in which its pace is measured; PT30S
 * @param minBytesPerSecond slowest pace of a peer that sends or reads, averaged over {@code idle}; 1024
 */
public record StreamConfig(
        @Nullable Duration idle, @Nullable Integer minBytesPerSecond) {

    public StreamConfig {
        if (idle != null && (idle.toMillis() < 100 || idle.compareTo(Duration.ofMinutes(10)) > 0)) {
            throw new ConfigException("idle must be between PT0.1S and PT10M");
        }
        if (minBytesPerSecond != null && minBytesPerSecond < 0) {
            throw new ConfigException("minBytesPerSecond must not be negative");
        }
    }

    Duration patience() {
        return idle == null ? Duration.ofSeconds(30) : idle;
    }

    int leastBytesPerSecond() {
        return minBytesPerSecond == null ? 1024 : minBytesPerSecond;
    }
}
