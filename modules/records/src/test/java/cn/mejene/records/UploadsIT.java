package cn.mejene.records;

import static cn.mejene.records.RecordsFixture.CLINIC_A;
import static cn.mejene.records.RecordsFixture.begin;
import static cn.mejene.records.RecordsFixture.commit;
import static cn.mejene.records.RecordsFixture.json;
import static cn.mejene.records.RecordsFixture.member;
import static cn.mejene.records.RecordsFixture.refused;
import static cn.mejene.records.RecordsFixture.send;
import static cn.mejene.records.RecordsFixture.staff;
import static cn.mejene.records.RecordsFixture.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.stream.StoredContent;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Uploads from begin to commit or abort: they count once, whole, and only while they may (policy I(A)3). */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UploadsIT {
    private static final byte[] PLAIN = "what a scanner saw".getBytes(StandardCharsets.US_ASCII);
    private static final Principal ANNA = staff("stf_anna", CLINIC_A);

    private FreshDatabases databases;
    private RecordsFixture fixture;
    private TestNode node;

    private String yan;
    private String smileId;
    private long keysBefore;
    private long filesBefore;

    @BeforeAll
    void boot(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        fixture = new RecordsFixture(fresh, folder);
        node = fixture.node("node-1");
    }

    @BeforeEach
    void anotherMember() throws Exception {
        yan = Ids.make("mem");
        smileId = "SM-" + yan;
        fixture.smileIds.put(smileId, yan);
        fixture.grants.give(yan, CLINIC_A, "records:write");
        keysBefore = fixture.dataKeys();
        filesBefore = fixture.files();
    }

    private CallTo byAnna() {
        return upload(ANNA).header("smile-id", smileId);
    }

    private long rows(String table) {
        return databases.number("SELECT count(*) FROM records." + table + " WHERE member_id = '" + yan + "'");
    }

    private AuditEntry lastEntry() {
        return fixture.log.entries().getLast();
    }

    private void assertNothingLeft() throws Exception {
        assertThat(rows("upload")).isZero();
        assertThat(rows("record")).isZero();
        assertThat(databases.number("SELECT count(*) FROM vault.blob WHERE subject = '" + yan + "'"))
                .isZero();
        assertThat(fixture.dataKeys()).isEqualTo(keysBefore);
        assertThat(fixture.files()).isEqualTo(filesBefore);
    }

    @Test
    void commit_makesOneRecord_withItsLogEntryAndEvent() throws Exception {
        var content = send(node, begin(node, byAnna()), PLAIN);
        int lockedBefore = fixture.grants.locked();

        var answer = commit(node, ANNA, content);

        var id = json(answer).getString("id");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers()).containsEntry("Location", "/v1/records/" + id);
        assertThat(json(answer).getMap())
                .containsEntry("kind", "xray")
                .containsEntry("format", "dicom")
                .containsEntry("size", PLAIN.length)
                .containsEntry("sha256", content.sha256())
                .doesNotContainKey("filename");
        assertThat(rows("record")).isOne();
        assertThat(rows("upload")).isZero();
        assertThat(fixture.grants.locked()).isEqualTo(lockedBefore + 1);
        assertThat(lastEntry().outcome()).isEqualTo("allowed");
        assertThat(lastEntry().digest()).isEqualTo(content.sha256());
        assertThat(lastEntry().access().subject()).isEqualTo(yan);
        assertThat(lastEntry().access().resource().id()).isEqualTo(id);
        await().atMost(Duration.ofSeconds(15)).until(() -> fixture.events.contains("records.record-stored " + id));
    }

    @Test
    void content_isGivenToNobody_whenSomethingDangerousWasFoundInIt() throws Exception {
        var sent = send(node, begin(node, byAnna()), PLAIN);
        var found = new StoredContent(
                sent.uploadId(), sent.size(), sent.sha256(), sent.format(), sent.claim(), "Win.Test.Marker-1");

        var answer = json(commit(node, ANNA, found));

        var id = answer.getString("id");
        assertThat(answer.getBoolean("quarantined")).isTrue();
        await().atMost(Duration.ofSeconds(15)).until(() -> fixture.events.contains("records.record-quarantined " + id));
        assertThat(fixture.events).doesNotContain("records.record-stored " + id);
        var reading = CallTo.operation("records.get-content")
                .by(RecordsFixture.member(yan))
                .path("recordId", id);
        assertThat(refused(() -> RecordsFixture.content(node, reading.build())).code())
                .isEqualTo("quarantined");
        assertThat(lastEntry().outcome()).isEqualTo("quarantined");
        var described = node.call(CallTo.operation("records.get")
                .by(RecordsFixture.member(yan))
                .path("recordId", id)
                .build());
        assertThat(json(described).getBoolean("quarantined")).isTrue();
        node.call(CallTo.operation("records.delete")
                .by(RecordsFixture.member(yan))
                .path("recordId", id)
                .build());
        assertNothingLeft();
    }

    @Test
    void begin_isRefused_whenTheAnnouncedBodyHasNoRoom() throws Exception {
        var tooMuch = byAnna().header("content-length", Long.toString(65L << 30));

        assertThat(refused(() -> begin(node, tooMuch)).code()).isEqualTo("quota-exceeded");
        assertNothingLeft();
    }

    @Test
    void name_isSealed() {
        var id = RecordsFixture.stored(node, byAnna(), ANNA, PLAIN);

        var marker = HexFormat.of().formatHex("marker-of-a-name".getBytes(StandardCharsets.US_ASCII));
        assertThat(databases.number("SELECT count(*) FROM records.record r WHERE r.record_id = '" + id
                        + "' AND (r::text LIKE '%" + marker + "%' OR r::text LIKE '%marker%')"))
                .isZero();
    }

    @Test
    void begin_reservesNothing_whenThereIsNoGrant() throws Exception {
        fixture.grants.take(yan, CLINIC_A, "records:write");

        assertThat(refused(() -> begin(node, byAnna())).code()).isEqualTo("grant-required");

        assertThat(lastEntry().outcome()).isEqualTo("grant-required");
        assertThat(lastEntry().access().subject()).isEqualTo(yan);
        assertNothingLeft();
    }

    /** To a clinic that the member chose her Smile ID is of use, to any other it is nobody's. */
    @Test
    @Clause("III(A)3.a")
    void begin_answersTheSame_whenTheSmileIdIsUnknown() throws Exception {
        RecordsFixture.abort(node, ANNA, begin(node, byAnna()));
        var unknown = refused(() -> begin(node, upload(ANNA).header("smile-id", "SM-unknown")));
        assertThat(lastEntry().access().subject()).isEqualTo("unknown");
        assertThat(lastEntry().outcome()).isEqualTo("grant-required");

        fixture.grants.take(yan, CLINIC_A, "records:write");
        var refused = refused(() -> begin(node, byAnna()));

        assertThat(unknown.status()).isEqualTo(refused.status());
        assertThat(unknown.code()).isEqualTo(refused.code());
        assertNothingLeft();
    }

    @Test
    void begin_isRefused_whenTheSmileIdIsMissingOrAMembersOwn() throws Exception {
        assertThat(refused(() -> begin(node, upload(ANNA))).status()).isEqualTo(422);
        assertThat(refused(() -> begin(node, upload(member(yan)).header("smile-id", smileId)))
                        .status())
                .isEqualTo(422);
        assertThat(refused(() -> begin(node, byAnna().header("content-disposition", "a; filename*=UTF-8''%")))
                        .status())
                .isEqualTo(422);
        assertNothingLeft();
    }

    @Test
    void commit_keepsNothing_whenTheGrantWasRevokedMeanwhile() throws Exception {
        var ticket = begin(node, byAnna());
        var content = send(node, ticket, PLAIN);
        fixture.grants.take(yan, CLINIC_A, "records:write");

        assertThat(refused(() -> commit(node, ANNA, content)).code()).isEqualTo("grant-required");
        assertThat(lastEntry().outcome()).isEqualTo("grant-required");
        assertThat(rows("record")).isZero();

        RecordsFixture.abort(node, ANNA, ticket);
        RecordsFixture.abort(node, ANNA, ticket);
        assertNothingLeft();
        assertThat(databases.number("SELECT count(*) FROM kernel.outbox WHERE body LIKE '%" + ticket.id() + "%'"))
                .isZero();
        assertThat(fixture.events).noneMatch(event -> event.contains(ticket.id()));
    }

    @Test
    void commit_isRefused_whenTheUploadIsSomeoneElses() throws Exception {
        var ticket = begin(node, byAnna());
        var content = send(node, ticket, PLAIN);
        var colleague = staff("stf_other", CLINIC_A);

        assertThat(refused(() -> commit(node, colleague, content)).code()).isEqualTo("upload-ended");
        assertThat(refused(() -> commit(node, member(yan), content)).code()).isEqualTo("upload-ended");
        RecordsFixture.abort(node, colleague, ticket);

        assertThat(rows("upload")).isOne();
        assertThat(commit(node, ANNA, content).status()).isEqualTo(201);
    }

    @Test
    void commit_countsOnce_whenTwentyComeAtOnce() throws Exception {
        var content = send(node, begin(node, byAnna()), PLAIN);

        var outcomes = together(20, () -> {
            try {
                return commit(node, ANNA, content).status();
            } catch (Problem problem) {
                return problem.status();
            }
        });

        assertThat(outcomes).filteredOn(status -> status == 201).hasSize(1);
        assertThat(outcomes).filteredOn(status -> status == 409).hasSize(19);
        assertThat(rows("record")).isOne();
    }

    private static ArrayList<Integer> together(int times, Callable<Integer> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<Integer>>();
            for (int i = 0; i < times; i++) {
                futures.add(threads.submit(work));
            }
            var outcomes = new ArrayList<Integer>();
            for (var future : futures) {
                outcomes.add(future.get());
            }
            return outcomes;
        }
    }

    @Test
    void abort_leavesNothing_atAnyPoint() throws Exception {
        var untouched = begin(node, byAnna());
        RecordsFixture.abort(node, ANNA, untouched);
        assertNothingLeft();

        var sent = begin(node, byAnna());
        var content = send(node, sent, PLAIN);
        RecordsFixture.abort(node, ANNA, sent);
        assertNothingLeft();
        assertThat(refused(() -> commit(node, ANNA, content)).code()).isEqualTo("upload-ended");
    }

    @Test
    void abort_doesNothing_afterTheCommit() {
        var ticket = begin(node, byAnna());
        commit(node, ANNA, send(node, ticket, PLAIN));

        RecordsFixture.abort(node, ANNA, ticket);

        assertThat(rows("record")).isOne();
        assertThat(databases.number(
                        "SELECT count(*) FROM vault.blob WHERE state = 'stored' AND subject = '" + yan + "'"))
                .isOne();
    }

    @Test
    void commit_keepsNothing_whenTheReservationWasSwept() throws Exception {
        var ticket = begin(node, byAnna());
        var content = send(node, ticket, PLAIN);
        databases.execute("UPDATE vault.blob SET state = 'erased' WHERE id = '"
                + ticket.blob().blobId() + "'");

        assertThat(refused(() -> commit(node, ANNA, content)).code()).isEqualTo("upload-ended");

        assertThat(rows("record")).isZero();
        RecordsFixture.abort(node, ANNA, ticket);
        assertNothingLeft();
    }

    @Test
    void job_endsUploads_whenTheirNodeRunIsGone() throws Exception {
        var second = fixture.node("node-2");
        var untouched = begin(second, byAnna());
        var sent = send(second, begin(second, byAnna()), PLAIN);
        second.close();

        runJob();
        assertNothingLeft();
        assertThat(refused(() -> commit(node, ANNA, sent)).code()).isEqualTo("upload-ended");

        var living = begin(node, byAnna());
        runJob();
        assertThat(rows("upload")).isOne();
        assertThat(living.id()).isNotEqualTo(untouched.id());
        assertThat(commit(node, ANNA, send(node, living, PLAIN)).status()).isEqualTo(201);
    }

    private void runJob() {
        databases.execute("UPDATE kernel.job SET due_at = now() WHERE name = 'records.end-abandoned-uploads'");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> databases.number("SELECT count(*) FROM kernel.job WHERE name ="
                                + " 'records.end-abandoned-uploads' AND due_at > now() AND node IS NULL")
                        == 1);
    }
}
