package cn.mejene.services.sandbox.payment;

import cn.mejene.services.sandbox.payment.Notifier.Answered;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * How a provider goes about its notifications.
 *
 * @param pauses after which it repeats one that was not acknowledged, one after the other
 * @param acknowledges what answer it takes for an acknowledgement
 */
record Conduct(List<Duration> pauses, Predicate<Answered> acknowledges) {
    private static final Conduct WECHAT_PAY = new Conduct(
            List.of(
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(3),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(20),
                    Duration.ofMinutes(30),
                    Duration.ofMinutes(30),
                    Duration.ofMinutes(30),
                    Duration.ofMinutes(60),
                    Duration.ofHours(3),
                    Duration.ofHours(3),
                    Duration.ofHours(3),
                    Duration.ofHours(6),
                    Duration.ofHours(6)),
            answered -> answered.status() == 200 || answered.status() == 204);

    /** Alipay reads the body, of which nothing but these seven letters counts. */
    private static final Conduct ALIPAY = new Conduct(
            List.of(
                    Duration.ofMinutes(4),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(10),
                    Duration.ofHours(1),
                    Duration.ofHours(2),
                    Duration.ofHours(6),
                    Duration.ofHours(15)),
            answered -> answered.body().toString().equals("success"));

    static Conduct of(String provider) {
        return provider.equals("alipay") ? ALIPAY : WECHAT_PAY;
    }
}
