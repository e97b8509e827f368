package cn.mejene.audit.verify;

import java.time.Instant;
import java.time.ZoneId;

/** How long a body is kept (policy I(C)4): to the end of the corresponding day three years on, in Shanghai. Stateless. */
final class ThreeYears {
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private ThreeYears() {}

    /** The first moment at which the body may be gone. */
    static Instant after(Instant at) {
        return at.atZone(ZONE)
                .toLocalDate()
                .plusYears(3)
                .plusDays(1)
                .atStartOfDay(ZONE)
                .toInstant();
    }
}
