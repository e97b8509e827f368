package cn.mejene.records;

import static cn.mejene.records.RecordsFixture.CLINIC_A;
import static cn.mejene.records.RecordsFixture.member;
import static cn.mejene.records.RecordsFixture.refused;
import static cn.mejene.records.RecordsFixture.staff;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.PartTicket;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.call.Reply;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.stream.AbortedPart;
import cn.mejene.kernel.stream.AnnouncedBody;
import cn.mejene.kernel.stream.CompletedParts;
import cn.mejene.kernel.stream.StoredContent;
import cn.mejene.kernel.stream.StoredPart;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import cn.mejene.vault.Vault;
import cn.mejene.vault.store.Length;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Uploads in several requests as the database sees them: writers, nodes, expiry, quotas (policy I(A)3). */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ResumableIT {
    private static final byte[] PLAIN = "what a scanner saw".getBytes(StandardCharsets.US_ASCII);
    private static final int SIZE = PLAIN.length;
    private static final int ROOM = 3;
    private static final Principal ANNA = staff("stf_anna", CLINIC_A);
    private static final String QUOTA = "quotas: {member: {bytes: " + (ROOM * SIZE + SIZE - 1) + ", items: 50}}\n";

    private FreshDatabases databases;
    private RecordsFixture fixture;
    private TestNode node;

    private String yan;

    @BeforeAll
    void boot(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        fixture = new RecordsFixture(fresh, folder);
        node = fixture.node("node-1", QUOTA);
    }

    @BeforeEach
    void anotherMember() {
        yan = Ids.make("mem");
        fixture.smileIds.put("SM-" + yan, yan);
        fixture.grants.give(yan, CLINIC_A, "records:write");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Reply create(long length, boolean body) {
        var metadata = "kind " + base64("xray") + ",filename " + base64("marker-of-a-name.dcm") + ",smileId "
                + base64("SM-" + yan);
        return request(
                node,
                CallTo.operation("records.create-upload")
                        .by(ANNA)
                        .header("upload-length", Long.toString(length))
                        .header("upload-metadata", metadata)
                        .body(new AnnouncedBody(body, null)));
    }

    /** The id of a new upload of {@link #PLAIN}. */
    private String created() {
        var location = ((Answer) create(SIZE, false)).headers().get("Location");
        return Objects.requireNonNull(location).substring("/v1/uploads/".length());
    }

    private static Reply request(TestNode on, CallTo call) {
        return on.context()
                .bus()
                .request(call.within(Duration.ofMinutes(1)).build())
                .await();
    }

    private static CallTo append(String upload) {
        return CallTo.operation("records.append-upload").by(ANNA).path("uploadId", upload);
    }

    private static PartTicket begin(TestNode on, String upload, long offset) {
        return (PartTicket) request(
                on,
                append(upload).header("upload-offset", Long.toString(offset)).body(new AnnouncedBody(true, null)));
    }

    /** Seals and publishes the bytes of a part, as the gateway does. */
    private static StoredPart send(TestNode on, PartTicket ticket, byte[] bytes) {
        var blob = Objects.requireNonNull(ticket.blob());
        var vault = on.context().port(Vault.class);
        RecordsFixture.on(on, () -> vault.upload(blob, (array, offset, length) -> {}, Length.atMost(ticket.maxBytes()))
                .compose(upload -> {
                    upload.write(Buffer.buffer(bytes));
                    return upload.finish().compose(done -> upload.publish());
                }));
        return new StoredPart(ticket.uploadId(), ticket.writer(), blob.blobId(), bytes.length);
    }

    private static Answer step(TestNode on, String step, Object body) {
        return (Answer) request(on, stepOf("records.append-upload." + step).body(body));
    }

    private static CallTo stepOf(String address) {
        return CallTo.operation(address).by(ANNA).path("uploadId", "upl_any");
    }

    private static CompletedParts completed(StoredPart last) {
        return new CompletedParts(last, new StoredContent(last.uploadId(), SIZE, "ab".repeat(32), "dicom", null, null));
    }

    private static byte[] slice(int from, int to) {
        return Arrays.copyOfRange(PLAIN, from, to);
    }

    private long number(String sql) {
        return databases.number(sql);
    }

    private long usedBytes() {
        return number("SELECT coalesce(sum(bytes), 0) FROM records.usage WHERE owner = '" + yan + "'");
    }

    private long usedItems() {
        return number("SELECT coalesce(sum(items), 0) FROM records.usage WHERE owner = '" + yan + "'");
    }

    private void assertNothingLeft() throws Exception {
        assertThat(number("SELECT count(*) FROM records.resumable WHERE member_id = '" + yan + "'"))
                .isZero();
        assertThat(number("SELECT count(*) FROM vault.blob WHERE subject = '" + yan + "'"))
                .isZero();
        assertThat(fixture.dataKeys(yan)).isZero();
        assertThat(usedBytes()).isZero();
        assertThat(usedItems()).isZero();
    }

    @Test
    void upload_goesOnOnAnotherNode_whenTheFirstIsGone() {
        var upload = created();
        var second = fixture.node("node-2", QUOTA);
        step(second, "pause", send(second, begin(second, upload, 0), slice(0, 5)));
        var lost = begin(second, upload, 5);
        assertThat(refused(() -> begin(node, upload, 5)).status()).isEqualTo(423);
        var late = send(second, lost, slice(5, 9));

        second.close();
        var ticket = begin(node, upload, 5);
        var answer = step(node, "commit", completed(send(node, ticket, slice(5, SIZE))));

        assertThat(ticket.writer()).isEqualTo(lost.writer() + 1);
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headers()).containsEntry("Upload-Offset", "" + SIZE).containsKey("Mejene-Record");
        assertThat(refused(() -> step(node, "pause", late)).code()).isEqualTo("upload-ended");
        assertThat(refused(() -> step(node, "commit", completed(late))).code()).isEqualTo("upload-ended");
    }

    /** Not the node that answers for the module holds an upload, but the one that its bytes come by. */
    @Test
    void upload_isFree_whenTheNodeThatItsBytesCameByIsGone() throws Exception {
        var upload = created();
        var gateway = fixture.node("node-3", QUOTA);
        var begin = append(upload).header("upload-offset", "0").body(new AnnouncedBody(true, null));
        var carrier = gateway.context().port(Holder.class);
        var carried = begin.within(Duration.ofMinutes(1)).build().carriedBy(carrier);
        var lost = (PartTicket) node.context().bus().request(carried).await();
        assertThat(refused(() -> begin(node, upload, 0)).status()).isEqualTo(423);

        gateway.close();

        var again = begin(node, upload, 0);
        assertThat(again.writer()).isEqualTo(lost.writer() + 1);
        step(node, "abort", new AbortedPart(StoredPart.of(again, 0), true));
        runJob("vault.sweep");
        await().atMost(Duration.ofSeconds(15)).untilAsserted(this::assertNothingLeft);
    }

    @Test
    void upload_ofAnother_looksAsIfItWereNotThere_andIsLogged() {
        var upload = created();
        var other = Principal.member("mem_other", "ses_other");
        var call = CallTo.operation("records.get-upload").by(other).path("uploadId", upload);

        assertThat(refused(() -> request(node, call)).status()).isEqualTo(404);

        assertThat(fixture.log.entries())
                .anyMatch(entry ->
                        entry.access().actor().equals(other) && entry.outcome().equals("not-found"));
    }

    @Test
    void bytes_countOnce_whenTheirReportComesTwice() {
        var upload = created();
        var part = send(node, begin(node, upload, 0), slice(0, 5));
        step(node, "pause", part);

        assertThat(refused(() -> step(node, "pause", part)).code()).isEqualTo("upload-ended");

        assertThat(number("SELECT received FROM records.resumable WHERE upload_id = '" + upload + "'"))
                .isEqualTo(5);
    }

    @Test
    void abort_keepsWhatCounts_andLetsTheUploadGo() {
        var upload = created();
        step(node, "pause", send(node, begin(node, upload, 0), slice(0, 5)));
        var part = send(node, begin(node, upload, 5), slice(5, 9));

        step(node, "abort", new AbortedPart(part, false));
        step(node, "abort", new AbortedPart(part, false));

        var again = begin(node, upload, 5);
        assertThat(step(node, "commit", completed(send(node, again, slice(5, SIZE))))
                        .status())
                .isEqualTo(204);
    }

    @Test
    void abort_leavesNothing_whenTheContentIsRefused() throws Exception {
        var upload = created();
        step(node, "pause", send(node, begin(node, upload, 0), slice(0, 5)));
        var part = send(node, begin(node, upload, 5), slice(5, SIZE));

        step(node, "abort", new AbortedPart(part, true));

        assertNothingLeft();
    }

    @Test
    void upload_leavesNothing_whenItHasExpired() throws Exception {
        var upload = created();
        step(node, "pause", send(node, begin(node, upload, 0), slice(0, 5)));
        databases.execute("UPDATE records.resumable SET expires_at = now() WHERE upload_id = '" + upload + "'");
        databases.execute("UPDATE vault.blob SET expires_at = now() WHERE part_of = '" + upload + "'");

        assertThat(refused(() -> begin(node, upload, 5)).status()).isEqualTo(404);
        runJob("records.end-abandoned-uploads");
        runJob("vault.sweep");

        await().atMost(Duration.ofSeconds(15)).untilAsserted(this::assertNothingLeft);
    }

    @Test
    void upload_ends_whenItsWriterHoldsItForAnHourAfterItHasExpired() throws Exception {
        var upload = created();
        var part = send(node, begin(node, upload, 0), slice(0, 5));
        databases.execute("UPDATE records.resumable SET expires_at = now() - interval '59 minutes'"
                + " WHERE upload_id = '" + upload + "'");

        runJob("records.end-abandoned-uploads");
        assertThat(number("SELECT count(*) FROM records.resumable WHERE upload_id = '" + upload + "'"))
                .isEqualTo(1);
        databases.execute("UPDATE records.resumable SET expires_at = now() - interval '61 minutes'"
                + " WHERE upload_id = '" + upload + "'");
        runJob("records.end-abandoned-uploads");

        assertThat(refused(() -> step(node, "pause", part)).code()).isEqualTo("upload-ended");
        step(node, "abort", new AbortedPart(part, false));
        await().atMost(Duration.ofSeconds(15)).untilAsserted(this::assertNothingLeft);
    }

    @Test
    void upload_isNotCommitted_atAnotherLengthThanAnnounced() {
        var upload = created();
        var part = send(node, begin(node, upload, 0), slice(0, 5));
        var shorter = new StoredContent(upload, 5, "ab".repeat(32), "dicom", null, null);

        var problem = refused(() -> step(node, "commit", new CompletedParts(part, shorter)));
        assertThat(problem.code()).isEqualTo("internal-error");
        assertThat(step(node, "pause", part).headers()).containsEntry("Upload-Offset", "5");
    }

    private void runJob(String job) {
        databases.execute("UPDATE kernel.job SET due_at = now() WHERE name = '" + job + "'");
        await().atMost(Duration.ofSeconds(15))
                .until(() -> number("SELECT count(*) FROM kernel.job WHERE name = '" + job
                                + "' AND due_at > now() AND node IS NULL")
                        == 1);
    }

    @Test
    void record_outlivesItsUpload_nameIncluded() {
        var upload = created();
        var record = step(node, "commit", completed(send(node, begin(node, upload, 0), PLAIN)))
                .headers()
                .get("Mejene-Record");
        databases.execute("UPDATE records.resumable SET expires_at = now() WHERE upload_id = '" + upload + "'");
        runJob("records.end-abandoned-uploads");

        assertThat(number("SELECT count(*) FROM records.resumable WHERE upload_id = '" + upload + "'"))
                .isZero();
        var described = node.call(CallTo.operation("records.get")
                .by(member(yan))
                .path("recordId", Objects.requireNonNull(record))
                .build());
        assertThat(RecordsFixture.json(described).getString("filename")).isEqualTo("marker-of-a-name.dcm");
    }

    @Test
    void metadata_isSealed() {
        var upload = created();

        for (var marker : List.of("marker-of-a-name", base64("marker-of-a-name.dcm"), "SM-" + yan)) {
            var bytes = HexFormat.of().formatHex(marker.getBytes(StandardCharsets.US_ASCII));
            assertThat(number("SELECT count(*) FROM records.resumable r WHERE upload_id = '" + upload
                            + "' AND (r::text LIKE '%" + bytes + "%' OR r::text LIKE '%" + marker + "%')"))
                    .as(marker)
                    .isZero();
        }
    }

    @Test
    void uploads_areAsManyAsThereIsRoomFor_whenAHundredBeginAtOnce() throws Exception {
        var outcomes = together(() -> outcome(() -> ((Answer) create(SIZE, false)).status()));

        assertThat(outcomes).filteredOn(status -> status == 201).hasSize(ROOM);
        assertThat(outcomes).filteredOn(status -> status == 413).hasSize(100 - ROOM);
        assertThat(usedBytes()).isEqualTo((long) ROOM * SIZE);
        assertThat(usedItems()).isEqualTo(ROOM);
        databases.execute("UPDATE records.resumable SET expires_at = now() WHERE member_id = '" + yan + "'");
        runJob("records.end-abandoned-uploads");
        await().atMost(Duration.ofSeconds(15)).untilAsserted(this::assertNothingLeft);
    }

    @Test
    void records_areAsManyAsThereIsRoomFor_whenAHundredComeAtOnce() throws Exception {
        var records = ConcurrentHashMap.<String>newKeySet();
        var outcomes = together(() -> outcome(() -> {
            var upload =
                    RecordsFixture.upload(ANNA).header("smile-id", "SM-" + yan).within(Duration.ofMinutes(1));
            records.add(RecordsFixture.stored(node, upload, ANNA, PLAIN));
            return 201;
        }));

        assertThat(outcomes).filteredOn(status -> status == 201).hasSize(ROOM);
        assertThat(outcomes).filteredOn(status -> status == 413).hasSize(100 - ROOM);
        assertThat(usedBytes())
                .isEqualTo((long) ROOM * SIZE)
                .isEqualTo(number("SELECT sum(size) FROM records.record WHERE member_id = '" + yan + "'"));
        assertThat(refused(() -> create(SIZE, false)).code()).isEqualTo("quota-exceeded");
        records.forEach(record -> node.call(CallTo.operation("records.delete")
                .by(member(yan))
                .path("recordId", record)
                .build()));
        assertThat(usedBytes()).isZero();
        assertThat(usedItems()).isZero();
    }

    private static int outcome(Callable<Integer> work) throws Exception {
        try {
            return work.call();
        } catch (Problem problem) {
            return problem.status();
        }
    }

    private static List<Integer> together(Callable<Integer> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 100; i++) {
                futures.add(threads.submit(work));
            }
            var outcomes = new ArrayList<Integer>();
            for (var future : futures) {
                outcomes.add(future.get());
            }
            return outcomes;
        }
    }
}
