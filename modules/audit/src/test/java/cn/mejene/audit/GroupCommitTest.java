package cn.mejene.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.audit.LogRepository.Salted;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.testing.Clause;
import io.vertx.pgclient.PgException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever returns has his entries written, once, however many come at the same time (policy I(C)4). */
@Clause("I(C)4")
@Timeout(30)
final class GroupCommitTest {
    private static final int CALLERS = 400;
    private static final int EACH = 20;

    private static List<Salted> entry(String id) {
        var access = Access.own(Principal.member(id, null), Action.READ, Resource.of("profile"), "0".repeat(32));
        var body = LogBody.of(
                id, Instant.EPOCH, "node-1", id, id, "self", AuditEntry.allowed(access, "members.get-profile"));
        return List.of(new Salted(body, new byte[32]));
    }

    private static GroupCommit grouped(Consumer<List<Salted>> writing) {
        return new GroupCommit(writing, Thread::yield);
    }

    private static String id(Salted entry) {
        return entry.body().id();
    }

    @Test
    void everyCaller_hasItsEntryWrittenOnce_beforeItReturns() throws Exception {
        Set<String> written = ConcurrentHashMap.newKeySet();
        var commits = new AtomicInteger();
        var atOnce = new AtomicInteger();
        var group = grouped(entries -> {
            assertThat(atOnce.incrementAndGet()).isEqualTo(1);
            Thread.yield();
            entries.forEach(entry -> assertThat(written.add(id(entry))).isTrue());
            commits.incrementAndGet();
            atOnce.decrementAndGet();
        });

        allOf(CALLERS, () -> {
            for (int i = 0; i < EACH; i++) {
                var own = Ids.make("log");
                group.write(entry(own));
                assertThat(written).contains(own);
            }
        });

        assertThat(written).hasSize(CALLERS * EACH);
        assertThat(commits.get()).isLessThan(CALLERS * EACH / 2);
    }

    @Test
    void nobodyReturns_whenTheCommitFails() throws Exception {
        var group = grouped(entries -> {
            throw Problem.unavailable("away");
        });

        for (var failed : started(CALLERS, () -> group.write(entry(Ids.make("log"))))) {
            assertThatThrownBy(failed::get).hasCauseInstanceOf(Problem.class);
        }
    }

    @Test
    void valueThatIsRefused_costsItsOwnCallerAlone() throws Exception {
        Set<String> written = ConcurrentHashMap.newKeySet();
        var group = grouped(entries -> {
            if (entries.stream().anyMatch(entry -> id(entry).equals("bad"))) {
                throw new PgException("refused", "ERROR", "22021", "");
            }
            entries.forEach(entry -> assertThat(written.add(id(entry))).isTrue());
        });
        var next = new AtomicInteger();

        var failed = 0;
        for (var one : started(CALLERS, () -> {
            int number = next.getAndIncrement();
            group.write(entry(number % 100 == 7 ? "bad" : "log-" + number));
        })) {
            try {
                one.get();
            } catch (ExecutionException refused) {
                failed++;
            }
        }

        assertThat(failed).isEqualTo(CALLERS / 100);
        assertThat(written).hasSize(CALLERS - CALLERS / 100);
    }

    @Test
    void othersGoOn_whenOneThatWaitsIsStopped() throws Exception {
        var hold = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        var written = Collections.synchronizedSet(new HashSet<String>());
        var group = grouped(entries -> {
            begun.countDown();
            try {
                hold.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            entries.forEach(entry -> written.add(id(entry)));
        });
        var first = Thread.startVirtualThread(() -> group.write(entry("first")));
        begun.await();
        var stopped = Thread.startVirtualThread(() -> group.write(entry("stopped")));
        while (stopped.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        stopped.interrupt();
        stopped.join();
        var last = Thread.startVirtualThread(() -> group.write(entry("last")));

        hold.countDown();
        first.join();
        last.join();

        assertThat(written).contains("first", "last");
    }

    private static void allOf(int callers, Runnable work) throws Exception {
        for (var done : started(callers, work)) {
            done.get();
        }
    }

    private static List<Future<?>> started(int callers, Runnable work) {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < callers; i++) {
                all.add(pool.submit(work));
            }
            return all;
        }
    }
}
