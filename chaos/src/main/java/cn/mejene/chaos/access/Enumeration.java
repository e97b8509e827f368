package cn.mejene.chaos.access;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.SignIn;
import cn.mejene.chaos.system.Truth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * D30: a stranger asks for codes to numbers with an account, without one and with a frozen one, and presents a wrong
 * code for each. Status, body, header fields, messages sent and time must tell her nothing. For one thread.
 */
final class Enumeration {
    private static final int TIMES_A_NUMBER = 10;
    private static final int PREFIX_SHARE = 3;
    private static final double LEAST_P = 0.05;
    private static final int UNAUTHORIZED = 401;
    private static final int ACCEPTED = 202;

    private final Stage stage;
    private final Client client;
    private final Truth truth;

    /** What there is behind a number. */
    private enum Kind {
        KNOWN,
        UNKNOWN,
        FROZEN
    }

    /** What a stranger sees of one kind of number. */
    private record Seen(List<Double> sending, List<Double> signingIn, Map<String, Integer> shapes) {
        Seen() {
            this(new ArrayList<>(), new ArrayList<>(), new TreeMap<>());
        }
    }

    Enumeration(Stage stage, Client client) throws java.io.IOException {
        this.stage = stage;
        this.client = client;
        this.truth = new Truth(stage.installation());
    }

    /** Twice at most: of honest samples, too, one in twenty looks unlike its like. */
    void run(Numbers numbers, int samples) throws Exception {
        var people = people(numbers, Math.max(2, samples / TIMES_A_NUMBER));
        for (int turn = 1; turn <= 2; turn++) {
            if (compare(look(people, samples), turn == 2)) {
                return;
            }
        }
    }

    private Map<Kind, List<String>> people(Numbers numbers, int each) {
        var people = new EnumMap<Kind, List<String>>(Kind.class);
        int shift = 0;
        for (var kind : Kind.values()) {
            int first = shift++;
            var phones = IntStream.range(0, each)
                    .mapToObj(i -> numbers.of(i / PREFIX_SHARE, i * Kind.values().length + first))
                    .toList();
            people.put(kind, phones);
            phones.forEach(phone -> settle(kind, phone));
        }
        return people;
    }

    private void settle(Kind kind, String phone) {
        if (kind == Kind.UNKNOWN) {
            return;
        }
        var token = new SignIn(client).member(phone, 1);
        if (kind == Kind.FROZEN) {
            // An age below 14 freezes the account until a guardian comes.
            client.call(
                    Request.json("lower-age", "PATCH", "/v1/me", Map.of("birthMonth", "2020-01"))
                            .as(token),
                    1);
        }
    }

    private Map<Kind, Seen> look(Map<Kind, List<String>> people, int samples) throws Exception {
        var seen = new EnumMap<Kind, Seen>(Kind.class);
        var order = new ArrayList<Kind>();
        for (var kind : Kind.values()) {
            seen.put(kind, new Seen());
            order.addAll(Collections.nCopies(samples, kind));
        }
        Collections.shuffle(order, new Random(stage.random().nextLong()));
        var version = new SignIn(client).policyVersion(1);
        var next = new EnumMap<Kind, Integer>(Kind.class);
        long before = truth.codes();
        for (var kind : order) {
            int number = next.merge(kind, 1, Integer::sum);
            var phones = people.getOrDefault(kind, List.of());
            look(phones.get(number % phones.size()), version, seen.getOrDefault(kind, new Seen()));
        }
        if (truth.codes() - before != order.size()) {
            stage.tally()
                    .violated(Zero.TOLD_APART, (truth.codes() - before) + " messages for " + order.size() + " calls");
        }
        return seen;
    }

    private void look(String phone, String version, Seen seen) {
        int node = 1 + stage.random().nextInt(stage.installation().nodes());
        var asking = Request.json("send-code", "POST", "/v1/auth/codes", Map.of("phone", phone, "purpose", "login"));
        var asked = timed(asking, node, seen.sending(), seen.shapes(), ACCEPTED);
        var wrong = new java.util.HashMap<String, Object>();
        wrong.put("grant", "sms");
        wrong.put("requestId", asked.text("requestId"));
        wrong.put("phone", phone);
        // One code in a million is right, and then the shapes differ once.
        wrong.put("code", "000000");
        wrong.put("policyVersion", version);
        wrong.put("readConfirmed", true);
        wrong.put("ageBand", "adult");
        var signingIn = Request.json("sign-in", "POST", "/v1/auth/sessions", wrong);
        timed(signingIn, node, seen.signingIn(), seen.shapes(), UNAUTHORIZED);
        stage.tally().count(Figure.COMPARED);
    }

    private Reply timed(Request request, int node, List<Double> times, Map<String, Integer> shapes, int expected) {
        long begin = System.nanoTime();
        var reply = client.once(request, node).orElseThrow(() -> new IllegalStateException("no answer"));
        times.add((System.nanoTime() - begin) / 1e6);
        if (reply.status() != expected) {
            stage.tally().violated(Zero.BROKEN_TOOL, request.operation() + ": " + reply.status() + " " + reply.code());
        }
        shapes.merge(request.operation() + " " + shape(reply), 1, Integer::sum);
        return reply;
    }

    /** All that an answer says, without what is new in each. */
    private static String shape(Reply reply) {
        var fields = new TreeMap<>(reply.headers().map());
        fields.keySet()
                .removeIf(name -> name.startsWith("ratelimit") || name.equals("traceparent") || name.equals("date"));
        var body = new String(reply.body(), java.nio.charset.StandardCharsets.UTF_8)
                .replaceAll("crq_[0-9a-z]{26}", "crq_")
                .replaceAll("\"traceId\" *: *\"[0-9a-f]{32}\"", "trace");
        return reply.status() + " " + fields + " " + body;
    }

    /** Whether nothing tells the kinds apart. */
    private boolean compare(Map<Kind, Seen> seen, boolean last) {
        var unknown = seen.getOrDefault(Kind.UNKNOWN, new Seen());
        boolean same = true;
        for (var kind : List.of(Kind.KNOWN, Kind.FROZEN)) {
            var other = seen.getOrDefault(kind, new Seen());
            if (!other.shapes().equals(unknown.shapes())) {
                stage.tally().violated(Zero.TOLD_APART, kind + " by " + other.shapes() + " for " + unknown.shapes());
            }
            same &= alike(kind, "asking for a code", other.sending(), unknown.sending(), last);
            same &= alike(kind, "a wrong code", other.signingIn(), unknown.signingIn(), last);
        }
        return same;
    }

    private boolean alike(Kind kind, String what, List<Double> one, List<Double> other, boolean last) {
        var test = KolmogorovSmirnov.of(array(one), array(other));
        stage.out()
                .printf(
                        "  %s, %s and unknown numbers, n = %d: %s%n",
                        what, kind.name().toLowerCase(java.util.Locale.ROOT), one.size(), test);
        if (test.p() <= LEAST_P && last) {
            stage.tally().violated(Zero.TOLD_APART, kind + " by the time of " + what + ": " + test);
        }
        return test.p() > LEAST_P;
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
