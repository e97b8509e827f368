package cn.mejene.records;

import static cn.mejene.records.RecordsFixture.CLINIC_A;
import static cn.mejene.records.RecordsFixture.CLINIC_B;
import static cn.mejene.records.RecordsFixture.content;
import static cn.mejene.records.RecordsFixture.json;
import static cn.mejene.records.RecordsFixture.member;
import static cn.mejene.records.RecordsFixture.refused;
import static cn.mejene.records.RecordsFixture.staff;
import static cn.mejene.records.RecordsFixture.stored;
import static cn.mejene.records.RecordsFixture.upload;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import cn.mejene.vault.Vault;
import cn.mejene.vault.store.ByteRange;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who sees which record, and what is left when one is erased. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RecordsIT {
    private static final byte[] PLAIN = "what a scanner saw".getBytes(US_ASCII);
    private static final Principal ANNA = staff("stf_anna", CLINIC_A);
    private static final Principal BEN = staff("stf_ben", CLINIC_B);

    private FreshDatabases databases;
    private RecordsFixture fixture;
    private TestNode node;

    private Principal yan;
    private Principal stranger;
    private String smileId;
    private String own;
    private String byAnna;

    @BeforeAll
    void boot(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        fixture = new RecordsFixture(fresh, folder);
        node = fixture.node("node-1");
    }

    /** A member with one record of her own and one from clinic A, which may write and nothing else. */
    @BeforeEach
    void anotherMember() {
        yan = member(Ids.make("mem"));
        stranger = member(Ids.make("mem"));
        smileId = "SM-" + yan.id();
        fixture.smileIds.put(smileId, yan.id());
        fixture.grants.give(yan.id(), CLINIC_A, "records:write");
        own = stored(node, upload(yan), yan, PLAIN);
        byAnna = stored(node, upload(ANNA).header("smile-id", smileId), ANNA, PLAIN);
    }

    private static Call about(String operation, Principal caller, String record) {
        var call = CallTo.operation(operation).by(caller).path("recordId", record);
        return (caller.isMember() ? call : call.header("mejene-purpose", "treatment")).build();
    }

    private Call list(Principal clinic) {
        return CallTo.operation("records.list")
                .by(clinic)
                .header("smile-id", smileId)
                .header("mejene-purpose", "treatment")
                .build();
    }

    /** What a caller gets of a record: {@code get, ticket, bytes}, each {@code ok} or the problem's code. */
    private String seen(Principal caller, String record) {
        return String.join(
                ", ",
                outcome(() -> node.call(about("records.get", caller, record))),
                outcome(() -> content(node, about("records.get-content", caller, record))),
                outcome(() -> open(caller, record)));
    }

    private void open(Principal caller, String record) {
        var ticket = content(node, about("records.get-content", caller, record));
        var vault = node.context().port(Vault.class);
        RecordsFixture.on(node, () -> vault.download(
                        ticket.access(), "records.get-content", ticket.blob(), ByteRange.whole(ticket.size()))
                .map(download -> {
                    download.cancel();
                    return true;
                }));
    }

    private static String outcome(Runnable work) {
        try {
            work.run();
            return "ok";
        } catch (Problem problem) {
            return problem.code();
        }
    }

    private List<String> listed(Call call) {
        return ids(json(node.call(call)));
    }

    private static List<String> ids(JsonObject page) {
        var items = page.getJsonArray("items");
        return IntStream.range(0, items.size())
                .mapToObj(i -> items.getJsonObject(i).getString("id"))
                .toList();
    }

    private static Call listOwn(Principal caller) {
        return CallTo.operation("records.list-own").by(caller).build();
    }

    @Test
    void member_seesHerOwn_andNobodyElses() {
        for (var record : new String[] {own, byAnna}) {
            assertThat(seen(yan, record)).isEqualTo("ok, ok, ok");
            assertThat(seen(stranger, record)).isEqualTo("not-found, not-found, not-found");
        }
        assertThat(listed(listOwn(yan))).containsExactly(byAnna, own);
        assertThat(listed(listOwn(stranger))).isEmpty();
        assertThat(seen(yan, Ids.make("rec"))).isEqualTo("not-found, not-found, not-found");
    }

    @Test
    void description_holdsWhatWasUploaded() {
        var described = json(node.call(about("records.get", yan, byAnna)));

        assertThat(described.getMap())
                .containsEntry("id", byAnna)
                .containsEntry("kind", "xray")
                .containsEntry("format", "dicom")
                .containsEntry("size", PLAIN.length)
                .containsEntry("filename", "marker-of-a-name.dcm")
                .containsEntry("clinicId", CLINIC_A);
        var ticket = content(node, about("records.get-content", yan, byAnna));
        assertThat(ticket.filename()).isEqualTo(byAnna + ".dcm");
        assertThat(ticket.mediaType()).isEqualTo("application/dicom");
        assertThat(ticket.sha256()).isEqualTo(described.getString("sha256"));
    }

    @Test
    void uploadingClinic_knowsItsOwn_andReadsItWithAGrant() {
        assertThat(seen(ANNA, byAnna)).isEqualTo("grant-required, ok, grant-required");
        assertThat(refused(() -> node.call(list(ANNA))).code()).isEqualTo("grant-required");

        fixture.grants.give(yan.id(), CLINIC_A, "records:read");

        assertThat(seen(ANNA, byAnna)).isEqualTo("ok, ok, ok");
        assertThat(seen(ANNA, own)).isEqualTo("not-found, not-found, not-found");
        assertThat(listed(list(ANNA))).containsExactly(byAnna);
    }

    @Test
    void otherClinic_seesNothing_untilItHasTheHistory() {
        assertThat(seen(BEN, byAnna)).isEqualTo("not-found, not-found, not-found");
        fixture.grants.give(yan.id(), CLINIC_B, "records:read");
        assertThat(seen(BEN, byAnna)).isEqualTo("not-found, not-found, not-found");
        assertThat(listed(list(BEN))).isEmpty();

        fixture.grants.give(yan.id(), CLINIC_B, "history:read");
        assertThat(seen(BEN, byAnna)).isEqualTo("ok, ok, ok");
        assertThat(seen(BEN, own)).isEqualTo("ok, ok, ok");
        assertThat(listed(list(BEN))).containsExactly(byAnna, own);

        fixture.grants.take(yan.id(), CLINIC_B, "history:read");
        assertThat(seen(BEN, byAnna)).isEqualTo("not-found, not-found, not-found");
        assertThat(listed(list(BEN))).isEmpty();
    }

    @Test
    void refusal_isLoggedOnce_alsoWhenItLooksLikeNothing() {
        var before = fixture.log.entries().size();

        refused(() -> node.call(about("records.get", BEN, byAnna)));

        assertThat(fixture.log.entries()).hasSize(before + 1);
        var entry = fixture.log.entries().getLast();
        assertThat(entry.outcome()).isEqualTo("not-found");
        assertThat(entry.access().subject()).isEqualTo(yan.id());
        assertThat(entry.access().actor()).isEqualTo(BEN);
    }

    @Test
    void reading_isLoggedOnce() {
        var before = fixture.log.entries().size();

        node.call(about("records.get", yan, own));
        node.call(listOwn(yan));
        open(yan, own);

        var entries = fixture.log.entries();
        assertThat(entries.subList(before, entries.size())).hasSize(3).allSatisfy(entry -> assertThat(entry.outcome())
                .isEqualTo("allowed"));
    }

    @Test
    void purpose_isAskedFor_whetherOrNotThereIsSuchARecord() {
        for (var record : new String[] {byAnna, own, Ids.make("rec")}) {
            for (var operation : new String[] {"records.get", "records.get-content"}) {
                var call = CallTo.operation(operation)
                        .by(BEN)
                        .path("recordId", record)
                        .build();
                assertThat(refused(() -> node.context().bus().request(call).await())
                                .code())
                        .isEqualTo("purpose-missing");
            }
        }
        var list = CallTo.operation("records.list")
                .by(ANNA)
                .header("smile-id", smileId)
                .build();
        assertThat(refused(() -> node.call(list)).code()).isEqualTo("purpose-missing");
    }

    @Test
    void list_goesPageByPage_newestFirst() {
        var newest = stored(node, upload(yan), yan, PLAIN);
        var call = CallTo.operation("records.list-own").by(yan).query("limit", "2");

        var first = json(node.call(call.build()));
        var rest = json(node.call(call.query("cursor", first.getString("next")).build()));

        assertThat(ids(first)).containsExactly(newest, byAnna);
        assertThat(ids(rest)).containsExactly(own);
        assertThat(rest.containsKey("next")).isFalse();
    }

    @Test
    void delete_leavesNothing() throws Exception {
        var keys = fixture.dataKeys();
        var files = fixture.files();
        var ticket = content(node, about("records.get-content", yan, byAnna));

        assertThat(node.call(about("records.delete", yan, byAnna)).status()).isEqualTo(204);

        assertThat(seen(yan, byAnna)).isEqualTo("not-found, not-found, not-found");
        assertThat(listed(listOwn(yan))).containsExactly(own);
        assertThat(fixture.dataKeys()).isEqualTo(keys - 2);
        assertThat(fixture.files()).isEqualTo(files - 1);
        assertThat(databases.number("SELECT count(*) FROM vault.blob WHERE id = '"
                        + ticket.blob().blobId() + "'"))
                .isZero();
        var vault = node.context().port(Vault.class);
        assertThatThrownBy(() -> RecordsFixture.on(
                        node,
                        () -> vault.download(
                                ticket.access(), "records.get-content", ticket.blob(), ByteRange.whole(ticket.size()))))
                .isInstanceOfSatisfying(
                        Problem.class, gone -> assertThat(gone.status()).isEqualTo(410));
        await().atMost(Duration.ofSeconds(15)).until(() -> fixture.events.contains("records.record-erased " + byAnna));
        assertThat(refused(() -> node.call(about("records.delete", yan, byAnna)))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void delete_isLogged_withTheDigestOfWhatIsGone() {
        var sha256 = content(node, about("records.get-content", yan, own)).sha256();

        node.call(about("records.delete", yan, own));

        var entry = fixture.log.entries().getLast();
        assertThat(entry.access().action()).hasToString("ERASE");
        assertThat(entry.access().resource().id()).isEqualTo(own);
        assertThat(entry.digest()).isEqualTo(sha256);
    }

    @Test
    void delete_changesNothing_whenTheRecordIsAnotherMembers() {
        assertThat(refused(() -> node.call(about("records.delete", stranger, own)))
                        .status())
                .isEqualTo(404);

        assertThat(seen(yan, own)).isEqualTo("ok, ok, ok");
    }

    @Test
    @Clause("V(A)2")
    void correction_isAskedByTheMember_andAnsweredByTheClinic_withBothVersionsKept() {
        var id = json(node.call(correct(byAnna))).getString("id");
        assertThat(refused(() -> node.call(correct(byAnna))).code()).isEqualTo("correction-pending");
        assertThat(refused(() -> node.call(correct(own))).code()).isEqualTo("own-upload");
        assertThat(description(yan, byAnna).getBoolean("correctionPending")).isTrue();
        assertThat(listed(CallTo.operation("records.list-asked-corrections")
                        .by(ANNA)
                        .build()))
                .startsWith(id);
        assertThat(refused(() -> correction("get", BEN, id, null)).status()).isEqualTo(404);
        assertThat(refused(() -> correction("get", ANNA, id, null)).code()).isEqualTo("grant-required");
        fixture.grants.give(yan.id(), CLINIC_A, "records:read");
        assertThat(correction("get", ANNA, id, null).getString("text")).isEqualTo("WRONG-TOOTH");

        assertThat(refused(() -> correction("answer", ANNA, id, Map.of("recordId", byAnna)))
                        .code())
                .isEqualTo("not-a-correction");
        var better = stored(node, upload(ANNA).header("smile-id", smileId), ANNA, "better".getBytes(US_ASCII));
        correction("answer", ANNA, id, Map.of("recordId", better));

        assertThat(refused(() -> correction("answer", ANNA, id, Map.of("recordId", better)))
                        .status())
                .isIn(409, 422);
        assertThat(description(yan, byAnna).getString("correctedBy")).isEqualTo(better);
        assertThat(description(yan, better).getString("corrects")).isEqualTo(byAnna);
        assertThat(seen(yan, byAnna) + seen(yan, better)).isEqualTo("ok, ok, okok, ok, ok");

        var again = json(node.call(correct(better))).getString("id");
        var refusal = Map.of("reasonCode", "record-accurate", "reason", "AS-SEEN");
        assertThat(correction("answer", ANNA, again, refusal).getString("status"))
                .isEqualTo("refused");
        var asked = json(node.call(about("records.list-corrections", yan, better)))
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(asked.getString("reason") + asked.getString("status")).isEqualTo("AS-SEENrefused");
        await().atMost(Duration.ofSeconds(15))
                .until(() -> fixture.events.contains("records.correction-answered " + better));
    }

    private Call correct(String record) {
        return CallTo.operation("records.request-correction")
                .by(yan)
                .path("recordId", record)
                .body(Map.of("text", "WRONG-TOOTH"))
                .build();
    }

    private JsonObject correction(String what, Principal clinic, String id, @Nullable Map<String, ?> body) {
        var call = CallTo.operation("records." + what + "-correction")
                .by(clinic)
                .path("correctionId", id)
                .header("mejene-purpose", "treatment");
        return json(node.call((body == null ? call : call.body(body)).build()));
    }

    private JsonObject description(Principal caller, String record) {
        return json(node.call(about("records.get", caller, record)));
    }

    @Test
    @Clause("V(A)3")
    void delete_tellsEveryClinicThatBroughtOrReadTheRecord() {
        node.call(correct(byAnna));
        fixture.readers.add(CLINIC_B);

        node.call(about("records.delete", yan, byAnna));

        fixture.readers.clear();
        assertThat(databases.number("SELECT count(*) FROM records.correction WHERE record_id = '" + byAnna + "'"))
                .isZero();
        var own = json(node.call(
                        CallTo.operation("records.list-own-erasures").by(yan).build()))
                .getJsonArray("items");
        assertThat(own).hasSize(2);
        var bens = CallTo.operation("records.list-erasures").by(BEN);
        var notice = listed(bens.build()).getFirst();
        var follow = CallTo.operation("records.follow-erasure").path("noticeId", notice);
        assertThat(refused(() -> node.call(follow.by(ANNA).build())).status()).isEqualTo(404);
        node.call(follow.by(BEN).build());
        var item = json(node.call(bens.build())).getJsonArray("items").getJsonObject(0);
        assertThat(item.getString("recordId")).isEqualTo(byAnna);
        assertThat(item.getString("followedAt")).isNotBlank();
    }

    @Test
    void clinics_areThoseOfTheConfiguration() {
        assertThat(listed(CallTo.operation("records.list-clinics").build())).containsExactly(CLINIC_B, CLINIC_A);
        var found = CallTo.operation("records.find-clinic");
        assertThat(json(node.call(found.body(Map.of("clinicId", CLINIC_A)).build()))
                        .getString("city"))
                .isEqualTo("Shenzhen");
        assertThat(refused(() -> node.call(
                                found.body(Map.of("clinicId", Ids.make("cli"))).build()))
                        .status())
                .isEqualTo(404);
    }
}
