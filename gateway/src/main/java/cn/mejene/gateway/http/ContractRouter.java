package cn.mejene.gateway.http;

import cn.mejene.gateway.contract.Contract;
import cn.mejene.gateway.contract.Operation;
import cn.mejene.gateway.contract.StreamMode;
import cn.mejene.kernel.Json;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Deadline;
import cn.mejene.kernel.call.DownloadTicket;
import cn.mejene.kernel.call.Reply;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Turns requests into calls by the contract: who, then what, then over the bus, then back. One instance per event
 * loop; nothing here blocks. Knows no operation of the contract by name.
 */
final class ContractRouter {
    /** {@code /sessions/current} before {@code /sessions/:id}. */
    private static final Comparator<String> LITERAL_FIRST =
            Comparator.comparing((String path) -> path.replace(':', '\uffff')).thenComparing(path -> path);

    private final Contract contract;
    private final Edge edge;
    private final Pages pages;
    private final Bus bus;
    private final BodyStreams streams;
    private final OptOutSignals signals;
    private final PolicyUpdates updates;

    ContractRouter(Contract contract, Edge edge, Pages pages, Bus bus, BodyStreams streams) {
        this.contract = contract;
        this.edge = edge;
        this.pages = pages;
        this.bus = bus;
        this.streams = streams;
        this.signals = new OptOutSignals(bus);
        this.updates = new PolicyUpdates(bus);
    }

    /** One route per operation, and after them one per path that refuses every other method. */
    void mount(Router router) {
        var methods = new TreeMap<String, TreeSet<String>>(LITERAL_FIRST);
        contract.operations().stream()
                .sorted(Comparator.comparing(Operation::path, LITERAL_FIRST))
                .forEach(operation -> {
                    var allowed = methods.computeIfAbsent(operation.path(), absent -> new TreeSet<>());
                    var route = router.route(operation.method(), operation.path());
                    allowed.add(operation.method().name());
                    if (operation.method().equals(HttpMethod.GET)) {
                        route.method(HttpMethod.HEAD);
                        allowed.add("HEAD");
                    }
                    route.handler(context -> handle(context, operation));
                });
        methods.forEach((path, allowed) -> router.route(path).handler(context -> {
            var problem = HttpProblems.of(405).header("Allow", String.join(", ", allowed));
            edge.problems().write(context, problem);
        }));
    }

    private void handle(RoutingContext context, Operation operation) {
        var request = context.request();
        // Before the first asynchronous step, or the first bytes of the body are lost.
        if (operation.body() != null || UnreadBodies.announced(request)) {
            RequestFlow.hold(request);
        }
        long deadline = System.nanoTime() + edge.config().deadline().toNanos();
        Future.succeededFuture()
                .compose(begun -> answer(context, operation, deadline))
                .onFailure(failure -> edge.problems().write(context, failure));
    }

    private Future<Void> answer(RoutingContext context, Operation operation, long deadline) {
        var request = context.request();
        var client = edge.addresses().of(request);
        return Deadline.bound(edge.admission().admit(request, operation, client), deadline)
                .compose(who -> permitted(request, operation, who, client, deadline))
                .compose(who -> call(context, operation, who, client, deadline)
                        .compose(call -> Deadline.bound(edge.admission().spend(who), deadline)
                                .map(call)))
                .compose(signals::kept)
                .compose(call -> updates.told(call, request.response()))
                .compose(call -> dispatch(context, operation, call));
    }

    /**
     * Refused by role: not before it stands in the log, or else nothing tells of somebody who tries every door. Her
     * budget of calls, counted before, bounds what that costs; a log that cannot be written answers in its own words.
     */
    private Future<Authenticated> permitted(
            HttpServerRequest request, Operation operation, Authenticated who, String client, long deadline) {
        var refusal = Admission.refusal(operation, who);
        if (refusal.isEmpty()) {
            return Future.succeededFuture(who);
        }
        var body = Buffer.buffer(
                Json.bytes(new RefusedByRole(operation.id(), refusal.get().code())));
        var note = new Call(
                "audit.note-refusal",
                who.principal(),
                Map.of(),
                Map.of(),
                Map.of(),
                body,
                null,
                deadline,
                TraceContext.of(request.response()).toString(),
                client,
                null);
        return bus.request(note).compose(_ -> Future.failedFuture(refusal.get()));
    }

    private record RefusedByRole(String operation, String code) {}

    private Future<Call> call(
            RoutingContext context, Operation operation, Authenticated who, String client, long deadline) {
        var request = context.request();
        var parameters = Parameters.read(context, operation);
        var key = IdempotencyKeys.read(request, operation.idempotency());
        return body(context, operation, deadline)
                .map(body -> new Call(
                        operation.id(),
                        who.principal(),
                        parameters.path(),
                        parameters.query(),
                        parameters.headers(),
                        body.orElse(null),
                        key.orElse(null),
                        deadline,
                        TraceContext.of(request.response()).toString(),
                        client,
                        null));
    }

    private Future<Optional<Buffer>> body(RoutingContext context, Operation operation, long deadline) {
        var request = context.request();
        var rule = operation.body();
        if (!operation.stream().ofRequest() || rule == null) {
            return edge.bodies().read(context, rule, deadline);
        }
        if (rule.required() || UnreadBodies.announced(request)) {
            Bodies.content(request, rule);
        }
        return Future.succeededFuture(Optional.empty());
    }

    private Future<Void> dispatch(RoutingContext context, Operation operation, Call call) {
        if (Contract.isOwn(operation)) {
            edge.answers().write(context, pages.answer(call));
            return Future.succeededFuture();
        }
        if (operation.stream().ofRequest()) {
            streams.upload(context, operation, call);
            return Future.succeededFuture();
        }
        return bus.request(call)
                .map(reply -> reply(context, operation, call, reply))
                .mapEmpty();
    }

    private Reply reply(RoutingContext context, Operation operation, Call call, Reply reply) {
        if (reply instanceof Answer answer) {
            edge.answers().write(context, answer);
        } else if (reply instanceof DownloadTicket ticket && operation.stream() == StreamMode.RESPONSE) {
            streams.download(context, operation, call, ticket);
        } else {
            throw new IllegalStateException(operation.id() + " answers with a stream that its contract does not name");
        }
        return reply;
    }
}
