package cn.mejene.vault.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InOrderTest {
    @Test
    void execute_runsOneAfterAnother_whateverThrows() {
        var ran = new ArrayList<Integer>();
        try (var threads = quietThreads()) {
            var inOrder = new InOrder(threads);
            for (int i = 0; i < 2000; i++) {
                int number = i;
                inOrder.execute(() -> {
                    ran.add(number);
                    if (number % 100 == 7) {
                        throw new IllegalStateException("on purpose");
                    }
                });
            }
        }
        assertThat(ran).isEqualTo(IntStream.range(0, 2000).boxed().toList());
    }

    @Test
    void execute_worksOnTheCallersThread() {
        var ran = new ArrayList<Integer>();
        var inOrder = new InOrder(Runnable::run);
        inOrder.execute(() -> ran.add(1));
        inOrder.execute(() -> ran.add(2));
        assertThat(ran).isEqualTo(List.of(1, 2));
    }

    @Test
    void execute_fails_everyTime_whenTheThreadsAreClosed() {
        var threads = quietThreads();
        threads.close();
        var inOrder = new InOrder(threads);
        assertThatThrownBy(() -> inOrder.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> inOrder.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    private static ExecutorService quietThreads() {
        return Executors.newFixedThreadPool(
                4, Thread.ofPlatform().uncaughtExceptionHandler((_, _) -> {}).factory());
    }
}
