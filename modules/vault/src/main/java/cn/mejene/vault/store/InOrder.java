package cn.mejene.vault.store;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs the tasks of one stream one after another, each seeing what the one before wrote, on threads shared with other
 * streams. Thread-safe. After each task the next queues up again, so that one stream cannot keep a thread.
 */
final class InOrder implements Executor {
    private final Executor threads;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    InOrder(Executor threads) {
        this.threads = threads;
    }

    /** @throws java.util.concurrent.RejectedExecutionException when the pool is closed; the task then never runs */
    @Override
    public void execute(Runnable task) {
        synchronized (waiting) {
            if (running) {
                waiting.add(task);
                return;
            }
            running = true;
            start(task);
        }
    }

    private void start(Runnable task) {
        try {
            threads.execute(() -> turn(task));
        } catch (RejectedExecutionException closed) {
            running = false;
            throw closed;
        }
    }

    private void turn(Runnable task) {
        try {
            task.run();
        } finally {
            next();
        }
    }

    private void next() {
        Runnable task;
        synchronized (waiting) {
            task = waiting.poll();
            if (task == null) {
                running = false;
                return;
            }
        }
        try {
            threads.execute(() -> turn(task));
        } catch (RejectedExecutionException _) {
            // The pool was closed while tasks waited: they were accepted, so they run here.
            turn(task);
        }
    }
}
