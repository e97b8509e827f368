package cn.mejene.kernel.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

final class LoopTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private final AtomicInteger steps = new AtomicInteger();

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> boolean thrown(Throwable failure) throws E {
        throw (E) failure;
    }

    private void runsAgain(BooleanSupplier failing) {
        try (var loop = new Loop("test", LONG, () -> {
                    steps.incrementAndGet();
                    return failing.getAsBoolean();
                })
                .start()) {
            await().until(() -> {
                loop.wake();
                return steps.get() >= 3;
            });
        }
    }

    @Test
    void step_runsAtOnce_whenItFoundWork() {
        try (var loop = new Loop("test", LONG, () -> steps.incrementAndGet() < 1_000).start()) {
            await().until(() -> steps.get() == 1_000);
            assertThat(loop).isNotNull();
        }
    }

    @Test
    void step_waits_untilWoken() {
        try (var loop = new Loop("test", LONG, () -> {
                    steps.incrementAndGet();
                    return false;
                })
                .start()) {
            await().until(() -> steps.get() == 1);
            loop.wake();
            await().until(() -> steps.get() >= 2);
        }
    }

    @Test
    void step_runsAgain_whenItFailed() {
        runsAgain(() -> {
            throw new IllegalStateException("expected");
        });
    }

    @Test
    void step_runsAgain_whenItThrewUndeclared() {
        runsAgain(() -> LoopTest.<RuntimeException>thrown(new IOException("expected")));
    }

    @Test
    void step_runsAgain_whenItThrewAnError() {
        runsAgain(() -> {
            throw new AssertionError("expected");
        });
    }

    @Test
    void close_waitsForStepUnderWay_always() {
        var entered = new AtomicBoolean();
        var ended = new AtomicBoolean();
        var loop = new Loop("test", LONG, () -> {
            entered.set(true);
            for (int i = 0; i < 1_000; i++) {
                Thread.yield();
            }
            ended.set(true);
            return false;
        });
        loop.start();
        await().until(entered::get);

        loop.close();

        assertThat(ended).isTrue();
        int after = steps.get();
        loop.wake();
        assertThat(steps).hasValue(after);
    }

    @Test
    void close_returns_whenLoopNeverStarted() {
        new Loop("test", LONG, () -> false).close();
        assertThat(steps).hasValue(0);
    }
}
