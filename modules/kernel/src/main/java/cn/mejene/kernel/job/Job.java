package cn.mejene.kernel.job;

import cn.mejene.kernel.data.Tx;
import java.time.Instant;

/**
 * Work that is done once for each due time, on whichever node takes it.
 *
 * @param name {@code <module>.<what>}
 * @param body runs on a virtual thread; after a crash it runs again with the same due time, so what it does outside
 *     its transaction must be repeatable
 */
public record Job(String name, Schedule schedule, Body body) {

    /** What the job does. */
    @FunctionalInterface
    public interface Body {
        void run(Run run);
    }

    /**
     * One run.
     *
     * @param due when it was due; the job's notion of now
     */
    public record Run(Instant due, Fence fence) {}

    /** Guards what a job writes: a run that has lost its lease to another node writes nothing. */
    @FunctionalInterface
    public interface Fence {
        /**
         * Locks the lease until the transaction ends.
         *
         * @throws IllegalStateException when the lease has gone to another run
         */
        void check(Tx tx);
    }
}
