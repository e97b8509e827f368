package cn.mejene.kernel.node;

import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.PartTicket;
import cn.mejene.kernel.call.Refusal;
import cn.mejene.kernel.call.Reply;
import cn.mejene.kernel.call.UploadTicket;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.LastMoment;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.stream.AbortedPart;
import cn.mejene.kernel.stream.AbortedUpload;
import cn.mejene.kernel.stream.AnnouncedBody;
import cn.mejene.kernel.stream.CompletedParts;
import cn.mejene.kernel.stream.ResumableUploads;
import cn.mejene.kernel.stream.StoredContent;
import cn.mejene.kernel.stream.StoredPart;
import cn.mejene.kernel.stream.Uploads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * What one module serves, and how a call reaches it: failures become a {@link Refusal}, writes run in a transaction
 * that also settles their idempotency key. Filled while the module is served, read by its verticles afterwards.
 */
final class Dispatcher implements Operations {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final String module;
    private final Database database;
    private final Idempotency idempotency;
    private final Map<String, Function<Call, Reply>> handlers = new LinkedHashMap<>();
    private final Set<String> contractOperations = new TreeSet<>();
    private final Map<String, EventHandler> eventHandlers = new LinkedHashMap<>();
    private final List<Job> jobs = new ArrayList<>();
    private final List<Loop> loops = new ArrayList<>();

    Dispatcher(String module, Database database, Idempotency idempotency) {
        this.module = module;
        this.database = database;
        this.idempotency = idempotency;
    }

    @Override
    public void read(String operationId, Function<Call, Answer> handler) {
        contractOperations.add(operationId);
        register(operationId, handler::apply);
    }

    @Override
    public void write(String operationId, BiFunction<Call, Tx, Answer> handler) {
        contractOperations.add(operationId);
        register(operationId, call -> write(call, handler));
    }

    @Override
    public void download(String operationId, Function<Call, Reply> handler) {
        contractOperations.add(operationId);
        register(operationId, handler);
    }

    @Override
    public void upload(String operationId, Uploads uploads) {
        contractOperations.add(operationId);
        register(operationId, call -> beginUpload(call, uploads));
        register(operationId + ".commit", call -> commitUpload(call, operationId, uploads));
        register(operationId + ".abort", call -> abortUpload(call, operationId, uploads));
    }

    @Override
    public void resumable(String operationId, ResumableUploads uploads) {
        contractOperations.add(operationId);
        register(operationId, call -> beginInTime(call, uploads));
        register(operationId + ".keep", call -> {
            var part = call.body(StoredPart.class);
            return database.transaction(tx -> uploads.keep(call.as(operationId), part, tx));
        });
        register(operationId + ".pause", call -> {
            var part = call.body(StoredPart.class);
            return database.transaction(tx -> uploads.pause(call.as(operationId), part, tx));
        });
        register(operationId + ".commit", call -> {
            var parts = call.body(CompletedParts.class);
            return database.transaction(tx -> uploads.commit(call.as(operationId), parts, tx));
        });
        register(operationId + ".abort", call -> {
            uploads.abort(call.as(operationId), call.body(AbortedPart.class));
            return Answer.noContent();
        });
    }

    @Override
    public void internal(String address, Function<Call, Answer> handler) {
        register(address, handler::apply);
    }

    @Override
    public void on(String eventType, EventHandler handler) {
        if (eventHandlers.putIfAbsent(eventType, handler) != null) {
            throw new IllegalStateException(module + " consumes " + eventType + " twice");
        }
    }

    @Override
    public void job(Job job) {
        jobs.add(job);
    }

    @Override
    public void background(String name, Duration pause, BooleanSupplier step) {
        loops.add(new Loop(name, pause, step));
    }

    private void register(String address, Function<Call, Reply> handler) {
        if (!address.startsWith(module + ".")) {
            throw new IllegalStateException("module " + module + " may not serve " + address);
        }
        if (handlers.putIfAbsent(address, handler) != null) {
            throw new IllegalStateException(address + " is served twice");
        }
    }

    /** Answers a call; never throws. */
    Reply dispatch(String address, Call call) {
        MDC.put("traceId", call.traceId());
        try {
            var handler = handlers.get(address);
            if (handler == null) {
                throw new IllegalStateException("nothing serves " + address);
            }
            return LastMoment.within(call.deadline(), () -> begin(handler, call));
        } catch (Problem problem) {
            return new Refusal(problem);
        } catch (Exception | Error bug) {
            // Exception, because an awaited future throws checked ones undeclared.
            LOG.atError().addKeyValue("operation", address).setCause(bug).log("operation failed");
            return new Refusal(Problem.of(500, "internal-error", "Something went wrong on our side."));
        } finally {
            MDC.remove("traceId");
        }
    }

    /** A call may have waited for its turn, or with a node that was stopped, until nobody waited for it. */
    private static Reply begin(Function<Call, Reply> handler, Call call) {
        LastMoment.require();
        return handler.apply(call);
    }

    private Answer write(Call call, BiFunction<Call, Tx, Answer> handler) {
        var key = call.idempotencyKey();
        if (key == null || call.principal().isAnonymous()) {
            return database.transaction(tx -> handler.apply(call, tx));
        }
        var claim = idempotency.claim(call, key, Duration.ofMillis(call.millisLeft()));
        if (claim.answer() != null) {
            return claim.answer();
        }
        return effect(Objects.requireNonNull(claim.held()), tx -> handler.apply(call, tx));
    }

    private Answer effect(Idempotency.Held held, Function<Tx, Answer> work) {
        try {
            return database.transaction(tx -> {
                var answer = work.apply(tx);
                idempotency.complete(tx, held, answer);
                return answer;
            });
        } catch (Exception | Error e) {
            idempotency.release(held);
            throw e;
        }
    }

    private Reply beginUpload(Call call, Uploads uploads) {
        var key = call.idempotencyKey();
        if (key == null) {
            return beginInTime(call, uploads);
        }
        var claim = idempotency.claim(call, key, Idempotency.LONGEST_CLAIM);
        if (claim.answer() != null) {
            return claim.answer();
        }
        var held = Objects.requireNonNull(claim.held());
        try {
            return beginInTime(call, uploads).claimedBy(held.until().toString());
        } catch (Exception | Error e) {
            idempotency.release(held);
            throw e;
        }
    }

    /** A ticket that comes too late reaches nobody, and nobody would give back what it reserves. */
    private static UploadTicket beginInTime(Call call, Uploads uploads) {
        var ticket = uploads.begin(call);
        try {
            LastMoment.require();
            return ticket;
        } catch (Problem late) {
            uploads.abort(call, ticket.id());
            throw late;
        }
    }

    private static Reply beginInTime(Call call, ResumableUploads uploads) {
        var reply = uploads.begin(call, call.body(AnnouncedBody.class));
        try {
            LastMoment.require();
            return reply;
        } catch (Problem late) {
            if (reply instanceof PartTicket ticket) {
                uploads.abort(call, new AbortedPart(StoredPart.of(ticket, 0), false));
            }
            throw late;
        }
    }

    private Answer commitUpload(Call call, String operationId, Uploads uploads) {
        var content = call.body(StoredContent.class);
        var original = call.as(operationId);
        var held = held(original, content.claim());
        return held.isEmpty()
                ? database.transaction(tx -> uploads.commit(original, content, tx))
                : effect(held.get(), tx -> uploads.commit(original, content, tx));
    }

    private Answer abortUpload(Call call, String operationId, Uploads uploads) {
        var aborted = call.body(AbortedUpload.class);
        var original = call.as(operationId);
        held(original, aborted.claim()).ifPresent(idempotency::release);
        uploads.abort(original, aborted.uploadId());
        return Answer.noContent();
    }

    private static Optional<Idempotency.Held> held(Call call, @Nullable String claim) {
        var key = call.idempotencyKey();
        return claim == null || key == null ? Optional.empty() : Optional.of(Idempotency.Held.of(call, key, claim));
    }

    String module() {
        return module;
    }

    Set<String> addresses() {
        return handlers.keySet();
    }

    Set<String> contractOperations() {
        return contractOperations;
    }

    Map<String, EventHandler> eventHandlers() {
        return eventHandlers;
    }

    List<Job> jobs() {
        return jobs;
    }

    List<Loop> loops() {
        return loops;
    }
}
