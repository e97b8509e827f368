package cn.mejene.kernel;

import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Reply;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.stream.ResumableUploads;
import cn.mejene.kernel.stream.Uploads;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** What a module does, registered while it is served. Handlers run on virtual threads, many at once. */
public interface Operations {

    /** Serves a contract operation that changes nothing in a transaction of the dispatcher's. */
    void read(String operationId, Function<Call, Answer> handler);

    /**
     * Serves a contract operation inside one transaction: its effect, log entry, events and the answer kept under an
     * idempotency key commit together. The handler may run again after a serialisation failure, so anything outside
     * the database belongs into {@link Tx#afterCommit}.
     */
    void write(String operationId, BiFunction<Call, Tx, Answer> handler);

    /** Serves a contract operation whose answer is a stream: a {@code DownloadTicket}, or an answer without one. */
    void download(String operationId, Function<Call, Reply> handler);

    /** Serves a contract operation whose body is a stream. */
    void upload(String operationId, Uploads uploads);

    /** Serves a contract operation whose body is one of several that make up a content. */
    void resumable(String operationId, ResumableUploads uploads);

    /** Serves other modules and the gateway under an address that is not in the contract. */
    void internal(String address, Function<Call, Answer> handler);

    /** Consumes events of one type; the effect and the note that it happened commit together, once per event. */
    void on(String eventType, EventHandler handler);

    void job(Job job);

    /**
     * Repeats a step on every node as long as it runs, on a virtual thread of its own: for work that may not wait behind
     * a job. The step must bear that other nodes do the same ({@link cn.mejene.kernel.data.Lease}).
     *
     * @param name {@code <module>.<what>}
     * @param pause of real time, after a step that answers false; after true the next follows at once
     */
    void background(String name, Duration pause, BooleanSupplier step);

    /** Applies an event inside the transaction that also records it as seen. */
    @FunctionalInterface
    interface EventHandler {
        void handle(Event event, Tx tx);
    }
}
