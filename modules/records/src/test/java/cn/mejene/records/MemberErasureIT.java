package cn.mejene.records;

import static cn.mejene.records.RecordsFixture.CLINIC_A;
import static cn.mejene.records.RecordsFixture.CLINIC_B;
import static cn.mejene.records.RecordsFixture.begin;
import static cn.mejene.records.RecordsFixture.member;
import static cn.mejene.records.RecordsFixture.refused;
import static cn.mejene.records.RecordsFixture.send;
import static cn.mejene.records.RecordsFixture.staff;
import static cn.mejene.records.RecordsFixture.stored;
import static cn.mejene.records.RecordsFixture.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.stream.AnnouncedBody;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a member who is no more. */
@ExtendWith(EmbeddedServices.class)
class MemberErasureIT {
    private static final Principal ANNA = staff("stf_anna", CLINIC_A);
    private static final byte[] PLAIN = "DICM of a child".getBytes(StandardCharsets.US_ASCII);
    private static final List<String> GONE = List.of(
            "record WHERE member_id",
            "upload WHERE member_id",
            "correction WHERE member_id",
            "resumable WHERE member_id",
            "usage WHERE owner");

    private static FreshDatabases databases;
    private static RecordsFixture fixture;
    private static TestNode node;

    @BeforeAll
    static void boot(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        fixture = new RecordsFixture(fresh, folder);
        node = fixture.node("node-1");
    }

    @Test
    @Clause("VI.5")
    void childErased_leavesNoRowAndNoFile_andTellsTheClinics() throws Exception {
        var other = member(Ids.make("mem"));
        stored(node, upload(other), other, PLAIN);
        var files = fixture.files();
        var child = member(Ids.make("mem"));
        fixture.smileIds.put("SM-child", child.id());
        fixture.grants.give(child.id(), CLINIC_A, "records:write");
        var own = stored(node, upload(child), child, PLAIN);
        var byAnna = stored(node, upload(ANNA).header("smile-id", "SM-child"), ANNA, PLAIN);
        node.call(CallTo.operation("records.request-correction")
                .by(child)
                .path("recordId", byAnna)
                .body(Map.of("text", "WRONG-TOOTH"))
                .build());
        var underWay = begin(node, upload(ANNA).header("smile-id", "SM-child"));
        var sent = send(node, underWay, PLAIN);
        resumable(child);
        GONE.forEach(rows -> assertThat(count(rows, child)).as(rows).isPositive());
        fixture.readers.add(CLINIC_B);

        node.database().run(tx -> node.context()
                .outbox()
                .append(tx, Event.of("identity.child-erased", child.id(), Map.of("memberId", child.id()))));

        assertGone(child);
        assertThat(fixture.files()).isEqualTo(files);
        assertThat(refused(() -> RecordsFixture.commit(node, ANNA, sent)).status())
                .isGreaterThanOrEqualTo(400);
        assertThat(databases.number("SELECT count(*) FROM records.erasure_notice WHERE record_id IN ('" + own + "', '"
                        + byAnna + "')"))
                .as("clinic B read both, clinic A brought one")
                .isEqualTo(3);
        assertThat(count("record WHERE member_id", other)).isEqualTo(1);
    }

    private static void assertGone(Principal child) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            GONE.forEach(rows -> assertThat(count(rows, child)).as(rows).isZero());
            assertThat(fixture.dataKeys(child.id())).isZero();
            assertThat(databases.number("SELECT count(*) FROM vault.blob WHERE subject = '" + child.id() + "'"))
                    .isZero();
        });
    }

    private static void resumable(Principal child) {
        node.context()
                .bus()
                .request(CallTo.operation("records.create-upload")
                        .by(child)
                        .header("upload-length", "64")
                        .header("upload-metadata", "kind eHJheQ==,filename YS5kY20=")
                        .body(new AnnouncedBody(false, null))
                        .build())
                .await();
    }

    private static long count(String rows, Principal person) {
        return databases.number("SELECT count(*) FROM records." + rows + " = '" + person.id() + "'");
    }
}
