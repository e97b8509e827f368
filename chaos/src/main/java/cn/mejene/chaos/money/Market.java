package cn.mejene.chaos.money;

import cn.mejene.chaos.Stage;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/** Who buys, who pays, and everybody at once where it does not matter who is first. Thread-safe. */
final class Market {
    private static final List<String> CHANNELS = List.of("wechat-native", "alipay-app", "wechat-app", "alipay-page");
    private static final int AT_ONCE = 24;

    private final Stage stage;
    private final Client client;
    private final Provider provider;
    private final Collection<Payment> payments = new ConcurrentLinkedQueue<>();
    private final List<Buyer> buyers = new ArrayList<>();

    Market(Stage stage, Client client, Provider provider, int number) {
        this.stage = stage;
        this.client = client;
        this.provider = provider;
        int first = ThreadLocalRandom.current().nextInt(90_000_000);
        for (int i = 1; i <= number; i++) {
            buyers.add(new Buyer(client.named("buyer-" + i), "+86135%08d".formatted(first + i)));
        }
    }

    Stage stage() {
        return stage;
    }

    Provider provider() {
        return provider;
    }

    List<Buyer> buyers() {
        return buyers;
    }

    /** All that was ever begun. */
    Collection<Payment> payments() {
        return List.copyOf(payments);
    }

    int nodes() {
        return stage.installation().nodes();
    }

    /** Their tokens are short-lived. */
    void open() throws Exception {
        all(buyers.stream()
                .map(buyer -> (Callable<Boolean>) () -> {
                    buyer.signIn();
                    return true;
                })
                .toList());
    }

    /** So many payments, by all buyers in turn, over all channels and nodes. */
    List<Payment> begin(int number) throws Exception {
        var work = new ArrayList<Callable<Payment>>();
        for (int i = 0; i < number; i++) {
            var buyer = buyers.get(i % buyers.size());
            var channel = CHANNELS.get(i % CHANNELS.size());
            int node = 1 + i % nodes();
            work.add(() -> buyer.begin(channel, node));
        }
        var begun = all(work);
        payments.addAll(begun);
        return begun;
    }

    /** Does all of it, some at once; answers in the order of the work. */
    <T> List<T> all(List<Callable<T>> work) throws Exception {
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var results = new ArrayList<T>();
            for (Future<T> one : threads.invokeAll(work)) {
                results.add(one.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Moves the application's clock, and with it the providers'. */
    void advance(Duration step) {
        var move = Request.json("move-clock", "POST", "/dev/clock", Map.of("advance", step.toString()))
                .streamed();
        var moved = client.named("market").once(move, 1);
        if (moved.isEmpty() || !moved.get().isOk()) {
            throw new IllegalStateException("the clock did not move");
        }
        provider.clockIs(Instant.parse(moved.get().text("now")));
    }

    /** Lets the providers' clock be the application's. */
    void synchronise() {
        var told = client.named("market").call(Request.get("dev-clock", "/dev/clock"), 1);
        provider.clockIs(Instant.parse(told.text("now")));
    }
}
