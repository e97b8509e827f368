package cn.mejene.bench.node;

import cn.mejene.audit.sequence.TransparencyLog;
import cn.mejene.audit.tree.LogProof;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditEntry;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * Works the switch, and does the log's work and a plain table's in the node's own process, by its own connections: {@code
 * /log?on=}, {@code /append}, {@code /insert}, {@code /prove}. Answers with the seconds it took. On this machine only.
 */
final class Panel {
    private static final String TRACE = "0".repeat(32);

    private final ModuleContext context;
    private final SwitchedLog log;
    private final TransparencyLog tree;
    private final PlainRepository plain = new PlainRepository();

    /** How much, by how many at once, how many entries a statement. */
    private record Load(int workers, int each, int batch) {
        static Load of(HttpServerRequest request) {
            return new Load(number(request, "workers"), number(request, "each"), number(request, "batch"));
        }

        private static int number(HttpServerRequest request, String name) {
            return Integer.parseInt(request.getParam(name, "1"));
        }
    }

    /** One step of one of the workers. */
    @FunctionalInterface
    private interface Step {
        void take();
    }

    Panel(ModuleContext context, SwitchedLog log, TransparencyLog tree) {
        this.context = context;
        this.log = log;
        this.tree = tree;
    }

    void listen(int port) {
        context.vertx()
                .createHttpServer()
                .requestHandler(request -> Thread.startVirtualThread(() -> answer(request)))
                .listen(port, "127.0.0.1")
                .await();
    }

    private void answer(HttpServerRequest request) {
        try {
            request.response().end(Double.toString(work(request)));
        } catch (Exception | AssertionError e) {
            request.response().setStatusCode(500).end(e.toString());
        }
    }

    private double work(HttpServerRequest request) throws Exception {
        var load = Load.of(request);
        return switch (request.path()) {
            case "/log" -> turn(Boolean.parseBoolean(request.getParam("on")));
            case "/append" -> append(load, request.getParam("member"));
            case "/insert" -> insert(load);
            case "/prove" -> prove(load);
            default -> throw new IllegalArgumentException(request.path());
        };
    }

    private double turn(boolean on) {
        log.turn(on);
        return 0;
    }

    private double append(Load load, String member) throws Exception {
        var access = Access.own(Principal.member(member, null), Action.READ, Resource.of("profile"), TRACE);
        var batch = Collections.nCopies(load.batch(), AuditEntry.allowed(access, "members.get-profile"));
        return seconds(load, () -> log.record(batch));
    }

    private double insert(Load load) throws Exception {
        var texts = new String[load.batch()];
        Arrays.fill(texts, plain.text(context.database()));
        return seconds(
                load,
                () -> plain.insert(
                        context.database(),
                        Stream.generate(() -> Ids.make("log"))
                                .limit(load.batch())
                                .toArray(String[]::new),
                        texts));
    }

    private double prove(Load load) throws Exception {
        var entries = plain.entries(context.database(), load.workers() * load.each());
        var proofs = Collections.synchronizedList(new ArrayList<LogProof>());
        var next = entries.iterator();
        double seconds = seconds(
                load, () -> proofs.addAll(tree.proofs(List.of(take(next))).values()));
        if (proofs.size() != entries.size()) {
            throw new AssertionError(proofs.size() + " proofs of " + entries.size());
        }
        proofs.forEach(proof -> proof.verify(tree.key().verifier()));
        return seconds;
    }

    private static String take(java.util.Iterator<String> entries) {
        synchronized (entries) {
            return entries.next();
        }
    }

    private static double seconds(Load load, Step step) throws Exception {
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> work = () -> {
                for (int i = 0; i < load.each(); i++) {
                    step.take();
                }
                return true;
            };
            long begin = System.nanoTime();
            for (var done : workers.invokeAll(Collections.nCopies(load.workers(), work))) {
                done.get();
            }
            return (System.nanoTime() - begin) / 1e9;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
