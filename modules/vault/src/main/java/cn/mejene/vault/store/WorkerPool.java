package cn.mejene.vault.store;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A few platform threads for ciphers and files: work that would block an event loop, and that virtual threads do more
 * slowly. Shared by everything that seals or stores on a node; its owner closes it, off the event loop, which waits
 * for the work already given. Its queue is bounded by what its users may have in flight.
 */
public final class WorkerPool implements Executor, AutoCloseable {
    private static final int MOST = 64;

    private final ExecutorService threads;

    /** @param size number of threads, 1 to 64; 4 is a good start */
    public WorkerPool(String name, int size) {
        if (size < 1 || size > MOST) {
            throw new IllegalArgumentException("worker threads: 1 to 64");
        }
        var factory = Thread.ofPlatform().daemon(true).name(name + "-", 0).factory();
        this.threads = Executors.newFixedThreadPool(size, factory);
    }

    /** @throws java.util.concurrent.RejectedExecutionException after close */
    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    @Override
    public void close() {
        threads.close();
    }
}
