package cn.mejene.chaos.audit;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.SignIn;
import cn.mejene.chaos.system.LogOwner;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** From a clinic, an actor, a key or a window to exactly the people and kinds of data that were planted (D54). */
final class Incidents {
    private static final String CLINIC = "cli_000000000000000000incident";
    private static final String OTHER_CLINIC = "cli_00000000000000000000beside";
    private static final String READER = "stf_incident-reader";
    private static final String NURSE = "stf_incident-nurse";
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int CREATED = 201;

    private final Stage stage;
    private final Client client;
    private final LogOwner owner;
    private final List<Person> people = new ArrayList<>();

    private record Person(String member, String pseudonym) {}

    Incidents(Stage stage, Client client, LogOwner owner) {
        this.stage = stage;
        this.client = client;
        this.owner = owner;
    }

    /** Half of them had records read, the second and third quarter profiles, and the last were refused only. */
    void plant(Filling filling, int members) throws IOException, SQLException {
        for (int i = 0; i < members; i++) {
            people.add(register());
        }
        int half = members / 2;
        int quarter = members / 4;
        for (int i = 0; i < members; i++) {
            var subject = "'" + people.get(i).pseudonym() + "'";
            if (i < half) {
                filling.add(new Filling.Told(READER, CLINIC, subject, "record", "allowed"), 3);
            }
            if (i >= quarter && i < half + quarter) {
                filling.add(new Filling.Told(NURSE, CLINIC, subject, "profile", "allowed"), 2);
            }
            if (i >= half + quarter) {
                filling.add(new Filling.Told(READER, CLINIC, subject, "record", "grant-required"), 1);
                filling.add(new Filling.Told(NURSE, OTHER_CLINIC, subject, "order", "allowed"), 1);
            }
        }
    }

    private Person register() throws IOException, SQLException {
        var phone = "+86133%08d".formatted(stage.random().nextInt(100_000_000));
        var token = Profile.of(client, phone);
        var me = client.call(Profile.read(token), 1);
        var pseudonym = owner.text("SELECT subject FROM audit.body WHERE body::jsonb ->> 'operation' ="
                + " 'members.get-profile' ORDER BY entry_id DESC LIMIT 1");
        return new Person(me.text("id"), pseudonym);
    }

    void run() throws Exception {
        var officer = new SignIn(client).operator("officer", 1);
        check("clinic", officer, Map.of("clinicId", CLINIC), expected(true, true));
        check("actor", officer, Map.of("actor", READER), expected(true, false));
        check("other actor at the clinic", officer, Map.of("actor", NURSE, "clinicId", CLINIC), expected(false, true));
        var one = people.getFirst();
        var key = owner.textOfKeys(
                "SELECT id FROM keys.class_key WHERE class = 'identity' AND subject = '" + one.member() + "'");
        var byKey = found(officer, open(officer, Map.of("keyId", key)));
        judge("key", byKey.keySet().equals(java.util.Set.of(one.member())), byKey.toString());
        var window = open(officer, Map.of());
        judge("window", everybody(window), window.path("people").toString());
    }

    /** As many people as the log itself knows, counted in another way. */
    private boolean everybody(JsonNode window) throws IOException, SQLException {
        long all = window.at("/people/all").asLong();
        long told = owner.number("SELECT count(DISTINCT subject) FROM audit.body WHERE body LIKE '%\"allowed\"%'"
                + " AND at < '" + window.path("to").asText() + "'");
        // The platform's own entries are about nobody.
        return all <= told && all >= told - 2 && all >= people.size();
    }

    private Map<String, List<String>> expected(boolean records, boolean profiles) {
        int half = people.size() / 2;
        int quarter = people.size() / 4;
        var expected = new TreeMap<String, List<String>>();
        for (int i = 0; i < people.size(); i++) {
            var categories = new ArrayList<String>();
            if (profiles && i >= quarter && i < half + quarter) {
                categories.add("identity");
            }
            if (records && i < half) {
                categories.add("medical");
            }
            if (!categories.isEmpty()) {
                expected.put(people.get(i).member(), categories);
            }
        }
        return expected;
    }

    private void check(String what, String officer, Map<String, ?> scope, Map<String, List<String>> expected)
            throws Exception {
        var found = found(officer, open(officer, scope));
        judge(what, found.equals(expected), found.size() + " people, not " + expected.size());
    }

    private void judge(String what, boolean exact, String otherwise) {
        if (exact) {
            stage.tally().count(Figure.INCIDENT);
        } else {
            stage.tally().violated(Zero.INCIDENT_INEXACT, what + ": " + otherwise);
        }
    }

    /** A rehearsal over everything that was filled in, when it is known whom it concerns. */
    private JsonNode open(String officer, Map<String, ?> scope) throws Exception {
        var now = Instant.parse(
                client.call(Request.get("dev-clock", "/dev/clock"), 1).text("now"));
        var body = new LinkedHashMap<String, Object>(scope);
        body.put("from", now.minus(Duration.ofDays(12)).toString());
        body.put("to", now.toString());
        body.put("rehearsal", true);
        long begin = System.nanoTime();
        var reply = client.call(
                Request.json("open-incident", "POST", "/v1/incidents", body)
                        .as(officer)
                        .streamed(),
                1);
        if (reply.status() != CREATED) {
            throw new IOException("no incident is opened: " + reply.status() + " " + reply.code());
        }
        var incident = reply.json();
        var path = "/v1/incidents/" + incident.path("id").asText();
        while (incident.path("status").asText().equals("scoping")) {
            if (System.nanoTime() - begin > LONGEST.toNanos()) {
                throw new IOException("nobody knows whom the incident concerns");
            }
            TimeUnit.MILLISECONDS.sleep(50);
            incident = client.call(Request.get("get-incident", path).as(officer), 1)
                    .json();
        }
        stage.tally().measured(Figure.SCOPED, (System.nanoTime() - begin) / 1_000_000);
        return incident;
    }

    private Map<String, List<String>> found(String officer, JsonNode incident) {
        var found = new TreeMap<String, List<String>>();
        var path = "/v1/incidents/" + incident.path("id").asText() + "/people?limit=100";
        for (var person : client.call(Request.get("list-affected", path).as(officer), 1)
                .json()
                .path("items")) {
            var categories = new ArrayList<String>();
            person.path("categories").forEach(category -> categories.add(category.asText()));
            found.put(person.path("memberId").asText(), categories);
        }
        return found;
    }
}
