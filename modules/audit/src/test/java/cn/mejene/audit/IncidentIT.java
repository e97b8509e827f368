package cn.mejene.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Json;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyLifecycle;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.KeyState;
import cn.mejene.vault.Place;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From a window, a clinic, a key or an actor to exactly the people concerned, and what they and the regulator are told. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class IncidentIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Principal OFFICER =
            new Principal("stf_officer", Set.of("officer"), "ses_o", null, "mejene", "mainland");
    private static final String CLINIC_A = Ids.make("cli");
    private static final String CLINIC_B = Ids.make("cli");
    private static final String REACHED = Ids.make("mem");
    private static final String CLOSED = Ids.make("mem");
    private static final String GONE = Ids.make("mem");
    private static final String OTHER = Ids.make("mem");

    private FreshDatabases databases;
    private AuditFixture fixture;
    private TestNode node;
    private TestNode second;
    private AuditAppender log;

    private record Secret(String text) {}

    @BeforeAll
    void plant(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        fixture = new AuditFixture(fresh, folder);
        node = fixture.node("node-1");
        second = fixture.node("node-2");
        log = node.context().port(AuditAppender.class);
        fixture.closed.add(CLOSED);
        touch("stf_a1", CLINIC_A, REACHED, "record", "allowed");
        touch("stf_a2", CLINIC_A, REACHED, "confirmation", "allowed");
        touch("stf_a1", CLINIC_A, CLOSED, "profile", "allowed");
        touch("stf_a1", CLINIC_A, GONE, "something-new", "allowed");
        touch("stf_a1", CLINIC_A, OTHER, "record", "grant-required");
        touch("stf_b1", CLINIC_B, OTHER, "order", "allowed");
        log.record(AuditEntry.allowed(AuditFixture.own(OTHER), "members.get-profile"));
        node.context().port(KeyLifecycle.class).change(GONE, KeyClass.LOG, KeyState.DESTROYED);
        node.kernel().developmentClock().advance(Duration.ofMinutes(12 * 60 + 5));
    }

    /** Before the folder goes that they write checkpoints to. */
    @AfterAll
    void stop() {
        second.close();
        node.close();
    }

    private void touch(String actor, String clinic, String member, String type, String outcome) {
        var staff = new Principal(actor, Set.of("clinic"), "ses_1", clinic, "clinic", "mainland");
        var resource = new Access.Resource(type, null, clinic);
        var access = new Access(staff, member, Access.Action.READ, resource, "treatment", LegalBasis.CONSENT, "trace");
        log.record(new AuditEntry(access, "records.get", outcome, null));
    }

    private JsonNode json(CallTo call) {
        try {
            return Json.mapper()
                    .readTree(Objects.requireNonNull(
                                    node.call(call.by(OFFICER).build()).body())
                            .getBytes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode open(Map<String, ?> more) {
        var body =
                new LinkedHashMap<String, Object>(Map.of("from", "2030-01-01T00:00:00Z", "to", "2030-01-01T12:00:00Z"));
        body.putAll(more);
        return json(CallTo.operation("audit.open-incident").body(body));
    }

    private JsonNode get(String incident) {
        return json(CallTo.operation("audit.get-incident").path("incidentId", incident));
    }

    private JsonNode report(String incident, Map<String, ?> body) {
        return json(CallTo.operation("audit.report-incident")
                .path("incidentId", incident)
                .body(body));
    }

    private Problem refused(String incident, Map<String, ?> body) {
        return catchThrowableOfType(Problem.class, () -> report(incident, body));
    }

    private Map<String, List<String>> people(String incident) {
        var found = new HashMap<String, List<String>>();
        json(CallTo.operation("audit.list-affected").path("incidentId", incident))
                .path("items")
                .forEach(person -> found.put(person.path("memberId").asText(), texts(person.path("categories"))));
        return found;
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static Map<String, Object> sections(@Nullable String without) {
        var text = new LinkedHashMap<String, Object>();
        for (var part : List.of("facts", "measures", "advice", "remedies", "contact")) {
            if (!part.equals(without)) {
                text.put(part, part + "。");
            }
        }
        return Map.of("zh-Hans", text);
    }

    private static @Nullable JsonNode duty(JsonNode incident, String kind) {
        return StreamSupport.stream(incident.path("duties").spliterator(), false)
                .filter(d -> d.path("kind").asText().equals(kind))
                .findFirst()
                .orElse(null);
    }

    @Test
    void people_areFoundExactly_byClinicActorWindowAndKey() throws SQLException {
        var byClinic = open(Map.of("clinicId", CLINIC_A, "rehearsal", true));
        assertThat(byClinic.at("/people/all").asInt()).isEqualTo(3);
        assertThat(byClinic.at("/people/known").asInt()).isEqualTo(2);
        assertThat(people(byClinic.path("id").asText()))
                .containsOnly(Map.entry(REACHED, List.of("medical")), Map.entry(CLOSED, List.of("identity")));
        assertThat(byClinic.path("categories").toString()).contains("{\"category\":\"other\",\"people\":1}");
        var byActor = open(Map.of("actor", "stf_a2", "rehearsal", true));
        assertThat(people(byActor.path("id").asText())).containsOnlyKeys(REACHED);
        var byMember = open(Map.of("actor", OTHER, "rehearsal", true));
        assertThat(people(byMember.path("id").asText())).containsOnlyKeys(OTHER);
        var byWindow = open(Map.of("rehearsal", true));
        assertThat(people(byWindow.path("id").asText())).containsOnlyKeys(REACHED, CLOSED, OTHER);
        var none = open(Map.of("from", "2029-12-31T00:00:00Z", "to", "2030-01-01T00:00:00Z", "rehearsal", true));
        assertThat(none.at("/people/all").asInt()).isZero();
        assertThat(people(byKey())).containsOnly(Map.entry(OTHER, List.of("medical")));
    }

    private String byKey() throws SQLException {
        var place = new Place(OTHER, KeyClass.CARE, "records.record", "label", "rec_1");
        node.context().port(KeyRing.class).seal(place, new Secret("x"));
        String key;
        try (var keys = databases.superuserOfKeys()) {
            key = AuditFixture.answer(
                    keys, "SELECT id FROM keys.class_key WHERE class = 'care' AND subject = '" + OTHER + "'");
        }
        var incident = open(Map.of("keyId", key, "rehearsal", true)).path("id").asText();
        await().atMost(SOON).until(() -> !get(incident).path("status").asText().equals("scoping"));
        var unknown = catchThrowableOfType(Problem.class, () -> open(Map.of("keyId", "ckey_unknown")));
        assertThat(unknown.status()).isEqualTo(422);
        return incident;
    }

    @Test
    @Clause({"IV(B)1", "IV(B)2", "IV(B)3"})
    void notice_reachesEverybodyOnce_inFourParts_andIsAnnouncedForTheRest() {
        var id = open(Map.of("clinicId", CLINIC_A)).path("id").asText();
        assertThat(get(id).at("/draft/zh-Hans/facts").asText()).contains("诊疗数据", "2030-01-01 08:00");
        for (var part : List.of("facts", "measures", "advice", "remedies", "contact")) {
            var problem = refused(id, Map.of("kind", "notice", "sections", sections(part)));
            assertThat(problem.code()).isEqualTo("notice-incomplete");
            assertThat(problem.errors()).hasSize(1);
        }
        assertThat(refused(id, Map.of("kind", "notice")).code()).isEqualTo("notice-incomplete");
        assertThat(fixture.notices).noneMatch(event -> event.get("incidentId").equals(id));

        var notice = report(id, Map.of("kind", "notice", "sections", sections(null)))
                .path("id")
                .asText();

        assertThat(refused(id, Map.of("kind", "notice", "sections", sections(null)))
                        .code())
                .isEqualTo("already-published");
        assertThat(refused(id, Map.of("kind", "no-notice", "reason", "r", "measures", "m"))
                        .code())
                .isEqualTo("already-published");
        await().atMost(SOON).until(() -> told(id).size() == 2 && unreachable(id) == 2);
        assertThat(told(id)).extracting(Event::key).containsExactlyInAnyOrder(REACHED, CLOSED);
        assertThat(told(id)).allMatch(event -> event.get("noticeId").equals(notice));
        var announced = json(CallTo.operation("audit.list-announcements"));
        assertThat(announced.at("/items/0/id").asText()).isEqualTo(notice);
        assertThat(announced.at("/items/0/sections/remedies").asText()).isEqualTo("remedies。");
        var personal = json(CallTo.operation("audit.get-notice")
                .body(Map.of("noticeId", notice, "memberId", CLOSED, "language", "en")));
        assertThat(personal.path("categories").asText()).startsWith("identity");
        assertThat(personal.at("/text/measures").asText()).isEqualTo("measures。");
    }

    private List<Event> told(String incident) {
        return fixture.notices.stream()
                .filter(event -> event.get("incidentId").equals(incident))
                .toList();
    }

    private long unreachable(String incident) {
        return get(incident).at("/people/unreachable").asLong();
    }

    @Test
    @Clause("IV(B)4")
    void deadlines_runFromDiscovery_byThePlatformsClock_andAreEscalated() {
        var now = node.context().clock().instant();
        var late = open(Map.of("discoveredAt", now.minusSeconds(3600).toString()))
                .path("id")
                .asText();
        var critical = open(Map.of("critical", true)).path("id").asText();
        var small = open(Map.of("level", "general")).path("id").asText();
        assertThat(due(late, "regulator")).isEqualTo(now.minusSeconds(3600).plus(Duration.ofHours(4)));
        assertThat(due(critical, "regulator")).isBefore(now.plus(Duration.ofMinutes(61)));
        assertThat(duty(get(small), "regulator")).isNull();
        assertThat(report(small, Map.of("kind", "level", "level", "major", "reason", "more people")))
                .isNotEmpty();
        assertThat(duty(get(small), "regulator")).isNotNull();
        report(critical, Map.of("kind", "regulator", "reference", "CAC-1"));

        node.kernel().developmentClock().advance(Duration.ofHours(4));

        await().atMost(SOON).until(() -> duty(get(late), "regulator").hasNonNull("escalatedAt"));
        assertThat(duty(get(late), "regulator").path("overdue").asBoolean()).isTrue();
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(fixture.escalations).extracting(Event::key).contains("operator"));
        assertThat(duty(get(critical), "regulator").path("overdue").asBoolean()).isFalse();
        report(late, Map.of("kind", "no-notice", "reason", "harm avoided", "measures", "keys changed in time"));
        report(late, Map.of("kind", "regulator", "reference", "CAC-2"));
        assertThat(refused(late, Map.of("kind", "final", "reference", "CAC-3")).code())
                .isEqualTo("not-handled");
        report(late, Map.of("kind", "handled"));
        assertThat(due(late, "final"))
                .isEqualTo(Instant.parse(get(late).path("handledAt").asText()).plus(Duration.ofDays(30)));
        node.kernel().developmentClock().advance(Duration.ofDays(30));
        await().atMost(SOON).until(() -> duty(get(late), "final").hasNonNull("escalatedAt"));
        report(late, Map.of("kind", "final", "reference", "CAC-3"));
        assertThat(get(late).path("status").asText()).isEqualTo("closed");
        assertThat(get(late).path("reports")).hasSize(4);
    }

    private Instant due(String incident, String kind) {
        return Instant.parse(
                Objects.requireNonNull(duty(get(incident), kind)).path("dueAt").asText());
    }

    @Test
    void rehearsal_goesThroughEverything_andNobodyOutsideHearsOfIt() {
        var id = open(Map.of("rehearsal", true)).path("id").asText();
        report(id, Map.of("kind", "notice", "sections", sections(null), "announce", true));

        await().atMost(SOON).until(() -> get(id).at("/people/notified").asInt() == 3);

        assertThat(get(id).path("status").asText()).isEqualTo("notified");
        assertThat(told(id)).isEmpty();
        assertThat(databases.number("SELECT count(*) FROM kernel.outbox WHERE body LIKE '%" + id + "%'"))
                .isZero();
        assertThat(json(CallTo.operation("audit.list-announcements")).toString())
                .doesNotContain(id);
    }
}
