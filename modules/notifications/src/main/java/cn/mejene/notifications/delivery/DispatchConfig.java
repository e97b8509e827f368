package cn.mejene.notifications.delivery;

import cn.mejene.kernel.config.ConfigException;
import java.util.Objects;

/**
 * How messages leave (key {@code modules.notifications.dispatch}).
 *
 * @param loops how many batches of a lane a node has under way at once; 4 when absent
 * @param batch most messages of a batch; 200 when absent
 * @param quietHours when nobody is to be disturbed
 */
public record DispatchConfig(Integer loops, Integer batch, QuietHours quietHours) {
    private static final int LOOPS = 4;
    private static final int BATCH = 200;
    private static final int MOST = 1_000;

    /** What holds when nothing is said. */
    public static DispatchConfig usual() {
        return new DispatchConfig(LOOPS, BATCH, QuietHours.usual());
    }

    public DispatchConfig {
        loops = Objects.requireNonNullElse(loops, LOOPS);
        batch = Objects.requireNonNullElse(batch, BATCH);
        quietHours = Objects.requireNonNullElseGet(quietHours, QuietHours::usual);
        if (loops < 1 || batch < 1 || batch > MOST) {
            throw new ConfigException("dispatch: there is at least one loop, and a batch has 1 to " + MOST);
        }
    }
}
