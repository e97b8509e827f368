package cn.mejene.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.KeptEntries;
import cn.mejene.kernel.testing.OpenDoor;
import cn.mejene.kernel.testing.TestModule;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tickets over the bus; who may open one is decided here as the catalogue decides it. */
@Clause("I(A)6")
@ExtendWith(EmbeddedServices.class)
class SupportIT {
    private static final Principal STAFF =
            new Principal("stf_1", Set.of("support"), "ses_2", null, "mejene", "mainland");
    private static final Map<String, Object> COMPLAINT =
            Map.of("kind", "complaint", "text", "marker-of-a-complaint, call 13800138000", "osVersion", "iOS 26.1");
    private static final KeptEntries LOG = new KeptEntries();
    private static final AtomicInteger MEMBERS = new AtomicInteger(10);

    private static FreshDatabases databases;
    private static TestNode node;

    private final Principal member =
            Principal.member("mem_01jd3m0c11n1ca00000000%04d".formatted(MEMBERS.incrementAndGet()), "ses_1");

    @BeforeAll
    static void boot(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        var doors = new TestModule("consent")
                .port(AuditAppender.class, LOG)
                .port(
                        Authorizer.class,
                        new OpenDoor(access -> !access.actor().has("support")
                                || access.purpose().equals("customer-service")));
        node = fresh.node("node-1")
                .clockStart("2026-03-01T00:00:00Z")
                .module(doors)
                .module("keys", "rootKey: \"" + folder.resolve("root.json") + "\"")
                .module("support")
                .boot();
    }

    private static JsonObject call(CallTo call) {
        var body = node.call(call.build()).body();
        assertThat(body).isNotNull();
        return new JsonObject(body);
    }

    private static Problem refused(CallTo call) {
        var problem = catchThrowableOfType(Problem.class, () -> call(call));
        assertThat(problem).isNotNull();
        return problem;
    }

    private String open() {
        return call(CallTo.operation("support.open-ticket").by(member).body(COMPLAINT))
                .getString("id");
    }

    private static CallTo on(String ticket, String operation, Principal caller) {
        return CallTo.operation("support." + operation).by(caller).path("id", ticket);
    }

    private static CallTo opening(String ticket) {
        return on(ticket, "get-ticket", STAFF).header("mejene-purpose", "customer-service");
    }

    private int complaints() {
        return call(CallTo.operation("support.open-complaints").body(Map.of("memberId", member.id())))
                .getInteger("open");
    }

    private static String firstText(JsonObject ticket) {
        return ticket.getJsonArray("messages").getJsonObject(0).getString("text");
    }

    @Test
    void ticket_needsTheOsVersion_andKeepsNothingInClear() {
        var without = Map.of("kind", "question", "text", "hello");
        assertThat(refused(CallTo.operation("support.open-ticket").by(member).body(without)))
                .matches(problem -> problem.status() == 400 && problem.code().equals("cs-info-required"));

        var id = open();

        assertThat(firstText(call(on(id, "get-ticket", member)))).startsWith("marker-of-a-complaint");
        var stored = "SELECT count(*) FROM support.message m JOIN support.ticket t USING (ticket_id)"
                + " WHERE position('marker'::bytea in m.text) > 0 OR position('127.0.0.1'::bytea in t.origin) > 0"
                + " OR position('iOS'::bytea in t.origin) > 0";
        assertThat(databases.number(stored)).isZero();
        var other = Principal.member("mem_01jd3m0c11n1ca0000000000zz", "ses_9");
        for (var operation : List.of("get-ticket", "close-ticket")) {
            assertThat(refused(on(id, operation, other)).status()).isEqualTo(404);
            assertThat(LOG.entries()).anySatisfy(entry -> {
                assertThat(entry.access().actor()).isEqualTo(other);
                assertThat(entry.operation()).isEqualTo("support." + operation);
                assertThat(entry.outcome()).isEqualTo("not-found");
            });
        }
    }

    @Test
    @Clause("IV(A)6")
    void staff_seeItMasked_sayWhatFor_andAreLogged() {
        var id = open();
        assertThat(refused(on(id, "get-ticket", STAFF)).code()).isEqualTo("purpose-missing");
        assertThat(refused(on(id, "get-ticket", STAFF).header("mejene-purpose", "marketing"))
                        .status())
                .isEqualTo(403);

        var seen = call(opening(id));

        assertThat(firstText(seen)).endsWith("call 138****8000");
        assertThat(seen.getString("client")).isEqualTo("127.0.*.*");
        assertThat(seen.getString("osVersion")).isEqualTo("iOS 26.1");
        assertThat(LOG.entries())
                .filteredOn(entry -> entry.access().actor().equals(STAFF)
                        && entry.access().subject().equals(member.id())
                        && entry.access().action() == Action.READ)
                .extracting(entry -> entry.access().purpose() + " " + entry.outcome())
                .containsExactly("marketing forbidden", "customer-service allowed");
        var listed = CallTo.operation("support.list-tickets").by(STAFF).query("kind", "complaint");
        assertThat(call(listed).toString()).contains(id).doesNotContain(member.id());
    }

    @Test
    void conversation_goesToAndFro_untilItIsClosedForGood() {
        var id = open();
        var answer = on(id, "add-message", STAFF).body(Map.of("text", "we send a new one"));
        assertThat(call(answer).getString("author")).isEqualTo("staff");
        assertThat(status(id)).isEqualTo("answered");
        call(on(id, "add-message", member).body(Map.of("text", "thank you")));
        assertThat(status(id)).isEqualTo("open");
        assertThat(complaints()).isOne();

        assertThat(call(on(id, "close-ticket", STAFF)).getString("status")).isEqualTo("closed");

        assertThat(call(on(id, "close-ticket", member)).getString("status")).isEqualTo("closed");
        assertThat(refused(answer).code()).isEqualTo("ticket-closed");
        assertThat(complaints()).isZero();
        assertThat(call(on(id, "get-ticket", member)).getJsonArray("messages")).hasSize(3);
        assertThatThrownBy(() ->
                        databases.execute("UPDATE support.ticket SET status = 'open' WHERE ticket_id = '" + id + "'"))
                .hasRootCauseInstanceOf(SQLException.class);
    }

    private String status(String id) {
        return call(on(id, "get-ticket", member)).getString("status");
    }

    @Test
    void answeredTicket_closesByItself_andAnErasedMembersAreGone() {
        var answered = open();
        call(on(answered, "add-message", STAFF).body(Map.of("text", "done")));
        var waiting = open();

        node.kernel().developmentClock().advance(Duration.ofDays(15));

        assertThat(status(answered)).isEqualTo("closed");
        assertThat(status(waiting)).isEqualTo("open");
        node.database().run(tx -> new TicketKeeping(node.context(), new SupportConfig(null))
                .erased(Event.of("identity.child-erased", member.id(), Map.of()), tx));
        assertThat(refused(on(waiting, "get-ticket", member)).status()).isEqualTo(404);
        assertThat(databases.number("SELECT count(*) FROM support.message WHERE member_id = '" + member.id() + "'"))
                .isZero();
    }
}
