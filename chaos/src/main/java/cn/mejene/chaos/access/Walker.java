package cn.mejene.chaos.access;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** One member after the other who decides this and that by chance, each step at some node. For one thread. */
final class Walker {
    private static final List<Set<String>> SCOPES = List.of(
            Set.of("records:read"),
            Set.of("records:write"),
            Set.of("history:read"),
            Set.of("records:read", "records:write", "history:read"));
    private static final int LONGEST_SECONDS = 300;
    private static final int STEPS_A_VERSION = 2_000;
    private static final int STEPS_A_PAUSE = 400;
    private static final int STEPS_A_CHILD = 300;
    private static final String MINORS_BIRTH = "2011-06";
    private static final String CHILDS_BIRTH = "2020-01";

    private final Stage stage;
    private final Client client;
    private final Times times;
    private final Numbers numbers;
    private final Random random;
    private final Desk desk;
    private Person member;
    private Model model = new Model();
    private Comparison comparison;

    Walker(Stage stage, Client client, Times times, long seed) {
        this.stage = stage;
        this.client = client;
        this.times = times;
        this.numbers = new Numbers();
        this.random = new Random(seed);
        this.desk = new Desk(client);
        this.member = new Person(client, numbers.fresh(random));
        this.comparison = comparison();
    }

    private Comparison comparison() {
        var smileId = member.call(Request.json("activate-smile-id", "POST", "/v1/me/smile-id", Map.of()), 1)
                .text("smileId");
        return new Comparison(stage, times, desk, member, model, smileId);
    }

    void walk(int steps) {
        for (int step = 0; step < steps; step++) {
            changeTimes();
            times.lock().readLock().lock();
            try {
                var done = step();
                stage.tally().count(Figure.STEP);
                comparison.everywhere(random, done);
                if (model.age == Model.Age.CHILD) {
                    model = new Model();
                    member = new Person(client, numbers.fresh(random));
                    comparison = comparison();
                }
            } finally {
                times.lock().readLock().unlock();
            }
        }
    }

    private void changeTimes() {
        if (random.nextInt(STEPS_A_VERSION) == 0) {
            times.publish(random, node());
        }
        if (random.nextInt(STEPS_A_PAUSE) == 0) {
            times.pass(random, node());
        }
    }

    private String step() {
        if (random.nextInt(STEPS_A_CHILD) == 0) {
            return age(Model.Age.CHILD, CHILDS_BIRTH, 403);
        }
        return switch (random.nextInt(36)) {
            case 0 -> model.age == Model.Age.ADULT ? age(Model.Age.MINOR, MINORS_BIRTH, 200) : give();
            case 1, 2 -> signal();
            case 3, 4, 5 -> approve();
            case 6, 7, 8, 9, 10 -> revoke();
            case 11, 12, 13, 14, 15, 16, 17, 18 -> grant();
            case 19, 20, 21, 22, 23, 24 -> withdraw();
            default -> give();
        };
    }

    private String give() {
        var purpose = any(Times.PURPOSES);
        var request = Request.json("give-consent", "PUT", "/v1/me/consents/" + purpose, times.shown(purpose));
        comparison.expect(member.call(request, node()), "give " + purpose, 200, 201);
        model.consents.put(purpose, times.ordinal());
        return "give " + purpose;
    }

    private String withdraw() {
        var purpose = any(Times.PURPOSES);
        var reply = member.call(Request.delete("withdraw-consent", "/v1/me/consents/" + purpose), node());
        comparison.expect(reply, "withdraw " + purpose, 204);
        model.consents.remove(purpose);
        return "withdraw " + purpose;
    }

    private String grant() {
        var clinic = any(desk.clinics());
        var scopes = any(SCOPES);
        var end = random.nextBoolean() ? times.now().plusSeconds(5 + random.nextInt(LONGEST_SECONDS)) : null;
        var body = new HashMap<String, Object>(Map.of("clinicId", clinic, "scopes", scopes));
        if (end != null) {
            body.put("expiresAt", end.toString());
        }
        var reply = member.call(Request.json("give-grant", "POST", "/v1/me/grants", body), node());
        boolean may = model.consents(Model.RECORDS, times.changed());
        if (comparison.expect(reply, "grant " + scopes, may ? 201 : 403) && may) {
            model.grants.put(reply.text("id"), new Model.Grant(clinic, scopes, end));
        }
        return "grant " + scopes;
    }

    private String revoke() {
        if (model.grants.isEmpty()) {
            return "nothing to revoke";
        }
        var id = any(model.grants.keySet().stream().sorted().toList());
        var grant = model.grants.remove(id);
        boolean over =
                grant != null && grant.expiresAt() != null && !grant.expiresAt().isAfter(times.now());
        var reply = member.call(Request.delete("revoke-grant", "/v1/me/grants/" + id), node());
        comparison.expect(reply, "revoke a grant", over ? new int[] {204, 404} : new int[] {204});
        return "revoke a grant";
    }

    private String approve() {
        var clinic = any(desk.clinics());
        Instant end = times.now().plusSeconds(5 + random.nextInt(LONGEST_SECONDS));
        var body = Map.of(
                "memberId",
                comparison.memberId(),
                "clinicId",
                clinic,
                "reason",
                "treatment",
                "expiresAt",
                end.toString());
        Reply reply = desk.asOfficer(Request.json("approve-access", "POST", "/v1/access-approvals", body), node());
        comparison.expect(reply, "approve", 201);
        model.approvals.merge(clinic, end, (one, other) -> one.isAfter(other) ? one : other);
        return "approve";
    }

    private String age(Model.Age age, String birthMonth, int status) {
        var reply = member.call(Request.json("lower-age", "PATCH", "/v1/me", Map.of("birthMonth", birthMonth)), node());
        comparison.expect(reply, "lower her age", status);
        model.age = age;
        return "lower her age to " + age;
    }

    private String signal() {
        var look = Request.get("opt-out", "/v1/me/opt-out");
        var reply = model.optedOut
                ? member.call(Request.delete("end-opt-out", "/v1/me/opt-out"), node())
                : member.call(look.with("Sec-GPC", "1"), node());
        comparison.expect(reply, "signal", 200, 204);
        model.optedOut = !model.optedOut;
        return model.optedOut ? "opt out" : "end the opt-out";
    }

    private int node() {
        return 1 + random.nextInt(stage.installation().nodes());
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
