package cn.mejene.audit;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.verify.DatabaseCopy;
import cn.mejene.audit.verify.LogVerifier;
import cn.mejene.audit.verify.Memory;
import cn.mejene.audit.verify.TileFolder;
import cn.mejene.audit.verify.Verdict;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import cn.mejene.vault.KeyRing;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Three years on the platform's clock: bodies go with their day, held ones stay, the tree verifies throughout (D48). */
@ExtendWith(EmbeddedServices.class)
@Clause({"I(C)4", "VII(B)3"})
final class ErasureIT {
    private static final Principal OFFICER =
            new Principal("stf_officer", Set.of("officer"), "ses_o", null, "mejene", "mainland");

    private FreshDatabases databases;
    private AuditFixture fixture;
    private TestNode node;
    private Memory memory;

    private Verdict verify() throws Exception {
        fixture.signed(node);
        var outside = Optional.of(new TileFolder(fixture.logFolder()));
        try (var copy = new DatabaseCopy(databases.superuser(), "test.mejene.cn/log")) {
            return new LogVerifier(memory, Optional.empty(), outside).verify(copy);
        }
    }

    private void advanceTo(ZonedDateTime moment) {
        // The days in between have nothing to erase.
        databases.execute("UPDATE kernel.job SET due_at = '"
                + moment.minusDays(1).toInstant() + "' WHERE name = 'audit.erase-expired' AND due_at < '"
                + moment.minusDays(1).toInstant() + "'");
        var now = node.context().clock().instant();
        node.kernel().developmentClock().advance(Duration.between(now, moment.toInstant()));
    }

    private String placeHold(String member) {
        var placed = node.call(CallTo.operation("audit.place-hold")
                .by(OFFICER)
                .body(Map.of("memberId", member, "reference", "CASE-1"))
                .build());
        return new JsonObject(Objects.requireNonNull(placed.body())).getString("id");
    }

    @Test
    void bodies_goAfterThreeYears_unlessHeld_andTheTreeVerifies(@TempDir Path folder, FreshDatabases fresh)
            throws Exception {
        databases = fresh;
        fixture = new AuditFixture(fresh, folder);
        node = fixture.node("node-1");
        memory = new Memory(folder.resolve("own.checkpoint"));
        fixture.write(node, 4, 25);
        var held = Ids.make("mem");
        node.context().port(AuditAppender.class).record(AuditEntry.allowed(AuditFixture.own(held), "members.get"));
        var pseudonym = node.context().port(KeyRing.class).pseudonym(held);
        var hold = placeHold(held);
        SignedNote before = fixture.signed(node);
        long bodies = databases.number("SELECT count(*) FROM audit.body");
        var begin = ZonedDateTime.ofInstant(node.context().clock().instant(), ZoneId.of("Asia/Shanghai"));

        var last = begin.toLocalDate().plusYears(3).atTime(23, 59).atZone(begin.getZone());
        advanceTo(last);
        assertThat(databases.number("SELECT count(*) FROM audit.body")).isEqualTo(bodies);
        assertThat(verify()).returns(true, Verdict::sound).returns(0L, Verdict::erased);

        advanceTo(last.plusMinutes(40));
        assertThat(databases.number("SELECT count(*) FROM audit.body WHERE at < '"
                        + begin.plusDays(2).toInstant() + "'"))
                .isEqualTo(2);
        // Her own entry, and that of the hold.
        assertThat(databases.number("SELECT count(*) FROM audit.body WHERE subject = '" + pseudonym + "'"))
                .isEqualTo(2);
        assertThat(verify()).returns(true, Verdict::sound).returns(bodies - 2, Verdict::erased);
        assertThat(before.toString()).isNotEqualTo(fixture.signed(node).toString());
        assertThat(databases.number("SELECT count(*) FROM audit.leaf"))
                .isEqualTo(databases.number("SELECT count(*) FROM audit.commitment"));
        assertThat(databases.number(
                        "SELECT count(*) FROM audit.body WHERE body::jsonb ->> 'operation' = 'audit.erase-expired'"))
                .isOne();
        bodiesGo_whenTheHoldIsReleased(hold, pseudonym, begin, last);
    }

    private void bodiesGo_whenTheHoldIsReleased(
            String hold, String pseudonym, ZonedDateTime begin, ZonedDateTime last) {
        node.call(CallTo.operation("audit.release-hold")
                .by(OFFICER)
                .path("holdId", hold)
                .build());
        advanceTo(last.plusDays(1).plusMinutes(40));
        assertThat(databases.number("SELECT count(*) FROM audit.body WHERE subject = '" + pseudonym + "' AND at < '"
                        + begin.plusDays(2).toInstant() + "'"))
                .isZero();
        assertThat(databases.number(
                        "SELECT count(*) FROM audit.body WHERE body::jsonb ->> 'operation' = 'audit.release-hold'"))
                .isOne();
    }
}
