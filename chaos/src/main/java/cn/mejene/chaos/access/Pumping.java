package cn.mejene.chaos.access;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.SignIn;
import cn.mejene.chaos.system.Truth;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * D31: a crowd asks for codes to thousands of numbers. What is sent stays within every budget, and somebody elsewhere
 * has her code all the while. For one thread.
 */
final class Pumping {
    private static final int NUMBERS_A_PREFIX = 50;
    private static final int REQUESTS_A_NUMBER = 10;
    private static final int AT_ONCE = 64;
    private static final int ACCEPTED = 202;
    private static final int PAUSE_MILLIS = 250;

    private final Stage stage;
    private final Crowd crowd;
    private final Limits limits;
    private final Numbers numbers;
    private final Map<String, Integer> sent = new ConcurrentHashMap<>();

    Pumping(Stage stage, Crowd crowd, Limits limits, Numbers numbers) {
        this.stage = stage;
        this.crowd = crowd;
        this.limits = limits;
        this.numbers = numbers;
    }

    void attack(int requests) throws Exception {
        var truth = new Truth(stage.installation());
        long before = truth.codes();
        int prefixes = Math.max(1, requests / REQUESTS_A_NUMBER / NUMBERS_A_PREFIX);
        var going = new AtomicBoolean(true);
        long ordinary;
        try (var ordinaryClient = Client.of(stage.installation().ports(), stage.observed());
                var one = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = one.submit(() -> live(ordinaryClient.named("ordinary"), going));
            try {
                ask(requests, prefixes);
            } finally {
                going.set(false);
            }
            ordinary = calls.get();
        }
        judge(requests, prefixes, truth.codes() - before - ordinary);
    }

    private void ask(int requests, int prefixes) throws InterruptedException {
        // The order is by chance; whoever waits for a place waits here.
        var seats = new Semaphore(AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < requests; i++) {
                int prefix = stage.random().nextInt(prefixes);
                var phone = numbers.of(prefix, stage.random().nextInt(NUMBERS_A_PREFIX));
                int caller = stage.random().nextInt(crowd.size());
                int node = 1 + i % stage.installation().nodes();
                seats.acquire();
                threads.execute(() -> {
                    ask(phone, prefix, caller, node);
                    seats.release();
                });
            }
        }
    }

    private void ask(String phone, int prefix, int caller, int node) {
        stage.tally().count(Figure.CODE_ASKED);
        crowd.caller(caller)
                .once(request(phone), node)
                .filter(reply -> reply.status() == ACCEPTED)
                .ifPresent(_ -> {
                    stage.tally().count(Figure.CODE_SENT);
                    sent.merge("number " + phone.hashCode(), 1, Integer::sum);
                    sent.merge("prefix " + prefix, 1, Integer::sum);
                    sent.merge("caller " + caller, 1, Integer::sum);
                });
    }

    private static Request request(String phone) {
        return Request.json("send-code", "POST", "/v1/auth/codes", Map.of("phone", phone, "purpose", "login"));
    }

    /** Somebody of another prefix at another address; answers how many codes she had. */
    private long live(Client client, AtomicBoolean going) throws InterruptedException {
        long codes = 0;
        while (going.get()) {
            var phone = numbers.fresh(new java.util.Random(codes));
            int node = 1 + (int) (codes % stage.installation().nodes());
            var reply =
                    codes < limits.codesPerClient() ? client.once(request(phone), node) : java.util.Optional.empty();
            if (codes < limits.codesPerClient()) {
                boolean has = reply.isPresent()
                        && !new SignIn(client).newest(phone, node).isEmpty();
                if (!has) {
                    stage.tally().violated(Zero.TURNED_AWAY, "no code at node " + node);
                }
                stage.tally().count(Figure.NORMAL);
                codes++;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return codes;
    }

    private void judge(int requests, int prefixes, long kept) {
        sent.forEach((whose, count) -> {
            int limit = whose.startsWith("number")
                    ? limits.codesPerPhone()
                    : whose.startsWith("prefix") ? limits.codesPerPrefix() : limits.codesPerClient();
            if (count > limit) {
                stage.tally().violated(Zero.BUDGET_EXCEEDED, count + " codes of one " + whose.substring(0, 6));
            }
        });
        long told = stage.tally().figure(Figure.CODE_SENT).count();
        long most = Math.min((long) prefixes * limits.codesPerPrefix(), (long) crowd.size() * limits.codesPerClient());
        if (kept > told || kept > most) {
            stage.tally().violated(Zero.BUDGET_EXCEEDED, kept + " codes made, " + told + " told, at most " + most);
        }
        stage.out()
                .printf(
                        "  %d requests of %d addresses for %d prefixes: %d codes sent of at most %d%n",
                        requests, crowd.size(), prefixes, told, most);
    }
}
