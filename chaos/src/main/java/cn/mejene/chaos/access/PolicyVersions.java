package cn.mejene.chaos.access;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Clinic;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.SignIn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * D53: a version of the policy for each material type and one that changes nothing that matters. Everybody is told each
 * once and rightly, what changed must be consented to anew and nothing else, old versions stay as they are. For one
 * thread.
 */
final class PolicyVersions {
    private static final List<List<String>> KINDS = List.of(
            List.of("processing"),
            List.of("ownership"),
            List.of("recipients"),
            List.of("rights"),
            List.of("contact"),
            List.of("high-risk"),
            List.of());
    private static final String CONSENT = "clinic-records";
    private static final long TOLD_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final long LATER_MILLIS = 1_500;

    private final Stage stage;
    private final Client client;
    private final Policies policies;
    private final List<Person> people = new ArrayList<>();

    PolicyVersions(Stage stage, Client client, Numbers numbers) {
        this.stage = stage;
        this.client = client;
        this.policies = new Policies(client);
        for (int i = 0; i < stage.installation().nodes(); i++) {
            people.add(new Person(client, numbers.fresh(stage.random())));
        }
    }

    void run() throws InterruptedException {
        var clinic = new SignIn(client).clinics(1).getFirst();
        for (var person : people) {
            person.consent(CONSENT, 1);
            var body = Map.of("clinicId", clinic.id(), "scopes", List.of("records:read"));
            person.call(Request.json("give-grant", "POST", "/v1/me/grants", body), 1);
        }
        for (int i = 0; i < KINDS.size(); i++) {
            publish(KINDS.get(i), clinic, 1 + i % stage.installation().nodes());
        }
    }

    private void publish(List<String> types, Clinic clinic, int node) throws InterruptedException {
        var before = policies.all(node);
        var told = people.stream().map(person -> notices(person, node)).toList();
        boolean changes = types.contains("processing");
        var version = policies.publish(types, changes ? List.of(CONSENT) : List.of(), node);
        for (int each : stage.installation().allNodes()) {
            if (!policies.all(each).entrySet().containsAll(before.entrySet())
                    || policies.isMaterial(version, each) == types.isEmpty()) {
                stage.tally().violated(Zero.VERSION_CHANGED, version + " " + types + " at node " + each);
            }
        }
        for (int i = 0; i < people.size(); i++) {
            awaitNotice(people.get(i), told.get(i) + 1, version + " " + types, node);
        }
        TimeUnit.MILLISECONDS.sleep(LATER_MILLIS);
        for (int i = 0; i < people.size(); i++) {
            if (notices(people.get(i), node) > told.get(i) + 1) {
                stage.tally().violated(Zero.MESSAGE_DOUBLED, "policy version " + version);
            }
            consentAnew(people.get(i), clinic, changes);
        }
    }

    private void awaitNotice(Person person, int expected, String version, int node) throws InterruptedException {
        long end = System.nanoTime() + TOLD_NANOS;
        while (notices(person, node) < expected) {
            if (System.nanoTime() > end) {
                stage.tally().violated(Zero.MESSAGE_MISSING, "policy version " + version);
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        stage.tally().count(Figure.POLICY_NOTICE);
    }

    private static int notices(Person person, int node) {
        int count = 0;
        for (var message : person.call(Request.get("list-inbox", "/v1/me/inbox?limit=500"), node)
                .json()
                .path("items")) {
            count += message.path("kind").asText().startsWith("policy-changed") ? 1 : 0;
        }
        return count;
    }

    private void consentAnew(Person person, Clinic clinic, boolean changed) {
        for (int node : stage.installation().allNodes()) {
            expect(person, clinic, node, changed ? "consent-outdated" : "member-allows");
        }
        if (changed) {
            person.consent(CONSENT, 1);
            stage.installation().allNodes().forEach(node -> expect(person, clinic, node, "member-allows"));
        }
    }

    private void expect(Person person, Clinic clinic, int node, String reason) {
        var body = Map.of("clinicId", clinic.id(), "action", "READ", "recordClinicId", clinic.id());
        var said = person.call(Request.json("explain-access", "POST", "/v1/me/access-checks", body), node)
                .text("reason");
        if (!said.equals(reason)) {
            stage.tally()
                    .violated(
                            Zero.DECISION_DIFFERS,
                            "after a version: " + said + ", not " + reason + ", at node " + node);
        }
    }
}
