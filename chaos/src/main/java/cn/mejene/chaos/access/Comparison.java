package cn.mejene.chaos.access;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** Asks all nodes about one member what her model says, too. For one thread. */
final class Comparison {
    private static final int READS_IN = 3;

    private final Stage stage;
    private final Times times;
    private final Desk desk;
    private final Person member;
    private final Model model;
    private final String smileId;
    private final String memberId;

    Comparison(Stage stage, Times times, Desk desk, Person member, Model model, String smileId) {
        this.stage = stage;
        this.times = times;
        this.desk = desk;
        this.member = member;
        this.model = model;
        this.smileId = smileId;
        this.memberId = member.call(Request.get("get-profile", "/v1/me"), 1).text("id");
    }

    String memberId() {
        return memberId;
    }

    /** Whether the answer has one of the statuses; counts it if not. */
    boolean expect(Reply reply, String done, int... statuses) {
        boolean fine = Arrays.stream(statuses).anyMatch(status -> status == reply.status());
        if (!fine) {
            differs(reply.node(), done, reply.status() + " " + reply.code(), Arrays.toString(statuses));
        }
        return fine;
    }

    /** One question by chance to every node, and sometimes a reading that is no question. */
    void everywhere(Random random, String done) {
        var clinics = desk.clinics();
        var clinic = clinics.get(random.nextInt(clinics.size()));
        var ofClinic = clinics.get(random.nextInt(clinics.size()));
        var at = Model.Workplace.ALL.get(random.nextInt(Model.Workplace.ALL.size()));
        boolean writes = random.nextInt(READS_IN) == 0;
        boolean reads = random.nextInt(READS_IN) == 0 || model.age == Model.Age.CHILD;
        for (int node : stage.installation().allNodes()) {
            if (model.age != Model.Age.CHILD) {
                explain(clinic, writes ? clinic : ofClinic, writes, node, done);
                optOut(node, done);
            }
            if (reads) {
                read(clinic, at, node, done);
            }
        }
    }

    private void explain(String clinic, String ofClinic, boolean writes, int node, String done) {
        var body = Map.of("clinicId", clinic, "action", writes ? "WRITE" : "READ", "recordClinicId", ofClinic);
        var request = Request.json("explain-access", "POST", "/v1/me/access-checks", body);
        compare(
                node,
                done,
                now -> writes
                        ? model.uploading(clinic, now, times.changed())
                        : model.reading(clinic, ofClinic, now, times.changed()),
                () -> said(member.call(request, node)));
    }

    private static String said(Reply reply) {
        var reason = reply.text("reason");
        return switch (reason) {
            case "member-allows" -> "allowed";
            case "no-grant", "grant-without-scope", "grant-expired", "grant-revoked" -> "grant-required";
            case "consent-missing", "consent-withdrawn", "consent-outdated", "consent-unconfirmed" ->
                "consent-required";
            case "approval-missing" -> "approval-required";
            default -> reason.isEmpty() ? reply.status() + " " + reply.code() : reason;
        };
    }

    /** A clinic sees its own records or, with a grant for them, all. */
    private void read(String clinic, Model.Workplace at, int node, String done) {
        compare(
                node,
                done,
                now -> {
                    var all = model.reading(at, clinic, "", now, times.changed());
                    return all.equals("allowed") ? all : model.reading(at, clinic, clinic, now, times.changed());
                },
                () -> {
                    var reply = desk.read(clinic, at, smileId, node);
                    return reply.isOk() ? "allowed" : reply.code();
                });
    }

    private void optOut(int node, String done) {
        var shown = member.call(Request.get("opt-out", "/v1/me/opt-out"), node);
        if (shown.json().path("optedOut").asBoolean() != model.optedOut) {
            differs(node, done, "opted out " + !model.optedOut, "opted out " + model.optedOut);
        }
    }

    private interface Asked {
        String said();
    }

    /** Something may expire while a node is asked: it may say what held before or what holds after. */
    private void compare(int node, String done, Function<Instant, String> expected, Asked asked) {
        // Nodes' clocks and this one are a little apart.
        var before = expected.apply(times.now().minusMillis(100));
        var said = asked.said();
        var after = expected.apply(times.now().plusMillis(100));
        stage.tally().count(Figure.DECISION);
        if (said.equals("allowed")) {
            stage.tally().count(Figure.ALLOWED);
        }
        if (!List.of(before, after).contains(said)) {
            differs(node, done, said, before);
        }
    }

    private void differs(int node, String done, String said, String expected) {
        stage.tally()
                .violated(
                        Zero.DECISION_DIFFERS,
                        memberId + " at node " + node + " after: " + done + ": " + said + ", not " + expected);
    }
}
