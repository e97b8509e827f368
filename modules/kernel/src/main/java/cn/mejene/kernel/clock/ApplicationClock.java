package cn.mejene.kernel.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * The injected clock of a node: real time plus an offset that only a development installation moves. The offset's
 * truth is a row in PostgreSQL; each node follows it and acknowledges its version. Instants have the microseconds that
 * the database keeps. Thread-safe.
 */
public final class ApplicationClock implements InstantSource {
    private final InstantSource real;
    private volatile Setting setting = new Setting(Duration.ZERO, 0);

    /**
     * @param offset added to real time
     * @param version rises with every change
     */
    public record Setting(Duration offset, long version) {}

    public ApplicationClock(InstantSource real) {
        this.real = real;
    }

    @Override
    public Instant instant() {
        return real.instant().plus(setting.offset()).truncatedTo(ChronoUnit.MICROS);
    }

    /** Real time, for leases, sweeps and time-outs. */
    public Instant realInstant() {
        return real.instant();
    }

    public void follow(Setting newer) {
        if (newer.version() >= setting.version()) {
            setting = newer;
        }
    }

    public Setting setting() {
        return setting;
    }
}
