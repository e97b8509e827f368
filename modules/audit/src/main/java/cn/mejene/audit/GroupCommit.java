package cn.mejene.audit;

import cn.mejene.audit.LogRepository.Salted;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Writes the entries of all who come while one commit is under way with the next: each returns when its own are durable,
 * and a hundred at once cost little more than one. One commit at a time; whoever waits longest writes the next, and where
 * several came the last time waits for more, as PostgreSQL does with {@code commit_delay} and {@code commit_siblings}. Virtual
 * threads only; it holds no lock while anybody waits.
 */
final class GroupCommit {
    private static final int MOST = 512;

    /** Who calls alone does not wait for others. */
    private static final int SIBLINGS = 3;

    private static final String DATA = "22";
    private static final String CONSTRAINT = "23";

    private final Consumer<List<Salted>> writing;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Runnable pause;
    private volatile int lastTime;

    /** What somebody who waits is to do next. */
    private enum Turn {
        DONE,
        WRITE,
        /** Something in the group was refused; each finds out by itself whether it was his. */
        ALONE
    }

    private record Waiting(List<Salted> entries, Promise<Turn> turn) {}

    /**
     * @param writing writes the entries in one commit, or fails
     * @param pause lets some milliseconds pass
     */
    GroupCommit(Consumer<List<Salted>> writing, Runnable pause) {
        this.writing = writing;
        this.pause = pause;
    }

    /** Returns when the entries are durable; fails as the writing does. */
    void write(List<Salted> entries) {
        var own = new Waiting(entries, Promise.promise());
        queue.add(own);
        wakeNext();
        switch (turn(own)) {
            case WRITE -> lead();
            case ALONE -> writing.accept(entries);
            case DONE -> {
                // Whoever wrote the group wrote these too.
            }
        }
    }

    /** Waits for the own turn. Whoever is stopped meanwhile hands it on, or nobody would ever write again. */
    private Turn turn(Waiting own) {
        try {
            return own.turn().future().await();
        } catch (Throwable stopped) {
            if (!own.turn().tryFail(stopped) && own.turn().future().result() == Turn.WRITE) {
                queue.remove(own);
                busy.set(false);
                wakeNext();
            }
            throw stopped;
        }
    }

    /** Makes the one who waits longest write, unless somebody does; he stays at the queue's head. */
    private void wakeNext() {
        // Asked again after the flag is down: whoever came in between found it up.
        while (!queue.isEmpty() && busy.compareAndSet(false, true)) {
            var next = queue.peek();
            while (next != null && !next.turn().tryComplete(Turn.WRITE)) {
                queue.remove(next);
                next = queue.peek();
            }
            if (next != null) {
                return;
            }
            busy.set(false);
        }
    }

    /** Writes what waits; the first of it is the caller's own. */
    private void lead() {
        try {
            if (lastTime >= SIBLINGS) {
                pause.run();
            }
            writeTogether();
        } finally {
            busy.set(false);
            wakeNext();
        }
    }

    private void writeTogether() {
        var group = new ArrayList<Waiting>();
        var entries = new ArrayList<Salted>();
        for (var next = queue.poll(); next != null; next = entries.size() < MOST ? queue.poll() : null) {
            group.add(next);
            entries.addAll(next.entries());
        }
        var others = group.subList(1, group.size());
        lastTime = group.size();
        try {
            writing.accept(entries);
            others.forEach(one -> one.turn().tryComplete(Turn.DONE));
        } catch (PgException refused) {
            others.forEach(one -> tell(one, refused));
            if (others.isEmpty() || !isOfOne(refused)) {
                throw refused;
            }
            writing.accept(group.getFirst().entries());
        } catch (RuntimeException | Error failure) {
            others.forEach(one -> one.turn().tryFail(failure));
            throw failure;
        }
    }

    private static void tell(Waiting one, PgException refused) {
        if (isOfOne(refused)) {
            one.turn().tryComplete(Turn.ALONE);
        } else {
            one.turn().tryFail(refused);
        }
    }

    /** Whether it is about a value, which is somebody's, and not about the database. */
    private static boolean isOfOne(PgException refused) {
        var state = String.valueOf(refused.getSqlState());
        return state.startsWith(DATA) || state.startsWith(CONSTRAINT);
    }
}
