package cn.mejene.notifications.delivery;

import cn.mejene.notifications.kind.Nature;
import cn.mejene.notifications.kind.Way;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;

/**
 * When nobody is to be disturbed (key {@code modules.notifications.quietHours}), by the time of day in Shanghai.
 *
 * @param from first moment of quiet, 22:00 when absent
 * @param to first moment after it, 08:00 when absent
 */
public record QuietHours(LocalTime from, LocalTime to) {
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final LocalTime EVENING = LocalTime.of(22, 0);
    private static final LocalTime MORNING = LocalTime.of(8, 0);

    public QuietHours {
        from = Objects.requireNonNullElse(from, EVENING);
        to = Objects.requireNonNullElse(to, MORNING);
    }

    static QuietHours usual() {
        return new QuietHours(EVENING, MORNING);
    }

    /** Until when a notice of this nature waits; marketing always rests at night, service only where it makes a sound. */
    Optional<Instant> holds(Nature nature, Way way, Instant now) {
        boolean rests = nature == Nature.MARKETING || (nature == Nature.SERVICE && way != Way.EMAIL);
        var local = now.atZone(ZONE);
        if (!rests || from.equals(to) || !isQuiet(local.toLocalTime())) {
            return Optional.empty();
        }
        var end = local.with(to);
        return Optional.of((end.isAfter(local) ? end : end.plusDays(1)).toInstant());
    }

    private boolean isQuiet(LocalTime time) {
        return from.isBefore(to)
                ? !time.isBefore(from) && time.isBefore(to)
                : !time.isBefore(from) || time.isBefore(to);
    }
}
