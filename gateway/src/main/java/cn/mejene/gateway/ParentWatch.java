package cn.mejene.gateway;

import java.util.concurrent.TimeUnit;

/**
 * Runs an action once when the process that started this one is gone. It asks who the parent is, not whether the old
 * one lives: a killed parent that nobody reaps still counts as alive.
 */
final class ParentWatch {
    private static final long INTERVAL_MILLIS = 200;

    private final long parent;
    private final Runnable action;

    ParentWatch(long parent, Runnable action) {
        this.parent = parent;
        this.action = action;
    }

    void start() {
        Thread.ofPlatform().daemon().name("parent-watch").start(this::watch);
    }

    private void watch() {
        try {
            while (currentParent() == parent) {
                TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
            }
            action.run();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static long currentParent() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
    }
}
