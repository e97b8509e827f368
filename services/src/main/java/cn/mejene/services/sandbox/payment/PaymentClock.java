package cn.mejene.services.sandbox.payment;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * The providers' clock. It follows the merchant's, which may have been moved forward: every time that the merchant signs
 * is taken for now when it is ahead. Confined to the sandbox's event loop.
 */
final class PaymentClock {
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final DateTimeFormatter PLAIN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private Duration ahead = Duration.ZERO;

    void observe(Instant merchants) {
        var difference = Duration.between(Instant.now(), merchants);
        // The merchant's time arrives a little late and in whole seconds.
        if (ahead.minus(difference).abs().compareTo(Duration.ofSeconds(2)) > 0) {
            ahead = difference;
        }
    }

    /** Whole seconds, as providers tell times. */
    Instant now() {
        return Instant.now().plus(ahead).truncatedTo(ChronoUnit.SECONDS);
    }

    static String rfc3339(Instant instant) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.atZone(ZONE));
    }

    static String plain(Instant instant) {
        return PLAIN.format(instant.atZone(ZONE));
    }
}
