package cn.mejene.payments.alipay;

import cn.mejene.kernel.job.Schedule;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** Times as Alipay writes them, in Beijing time without saying so. Stateless. */
final class AlipayTime {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private AlipayTime() {}

    /** @throws java.time.DateTimeException when it is no time; fractions of a second are passed over */
    static Instant parse(String text) {
        var seconds = text.length() > 19 ? text.substring(0, 19) : text;
        return LocalDateTime.parse(seconds, FORM).atZone(Schedule.ZONE).toInstant();
    }

    static String write(Instant instant) {
        return FORM.format(instant.atZone(Schedule.ZONE));
    }
}
