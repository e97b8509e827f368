package cn.mejene.kernel.call;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.Problem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WakefulnessTest {
    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final Wakefulness wakefulness = new Wakefulness(time::get);

    private void pass(Duration duration) {
        time.addAndGet(duration.toNanos());
    }

    private void assertAwake() {
        assertThatCode(wakefulness::require).doesNotThrowAnyException();
    }

    private void assertNotAwake() {
        assertThatThrownBy(wakefulness::require)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> org.assertj.core.api.Assertions.assertThat(problem.headers())
                                .containsEntry("Retry-After", "1"));
    }

    @Test
    void require_passes_whileThePulseGoes() {
        assertAwake();
        for (int i = 0; i < 100; i++) {
            pass(Wakefulness.PULSE);
            wakefulness.beat();
            assertAwake();
        }
    }

    @Test
    void require_passes_whenTheMachineIsBusy() {
        pass(Duration.ofSeconds(3));
        assertAwake();
        wakefulness.beat();
        assertAwake();
    }

    @Test
    void require_refuses_whenACallIsReadBeforeTheFirstBeat() {
        pass(Duration.ofSeconds(8));
        assertNotAwake();
    }

    @Test
    void require_refuses_untilTheMorningIsOver() {
        pass(Duration.ofSeconds(8));
        wakefulness.beat();
        assertNotAwake();
        pass(Duration.ofMillis(900));
        wakefulness.beat();
        assertNotAwake();
        pass(Duration.ofMillis(200));
        wakefulness.beat();
        assertAwake();
    }
}
