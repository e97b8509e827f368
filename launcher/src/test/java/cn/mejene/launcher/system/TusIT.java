package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Resumable uploads over HTTP (tus 1.0.0): the protocol to the letter, and the rights of every other upload. */
@Clause({"I(A)3.b", "IV(A)1"})
@ExtendWith(SharedSystem.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TusIT {
    private final RunningSystem system;
    private final Member member;
    private final ClinicStaff clinic;
    private final Scan scan = Scans.stl(60_000, 21);
    private final int size = scan.bytes().length;
    private String smileId = "";

    TusIT(RunningSystem system) {
        this.system = system;
        member = system.newMember();
        clinic = system.clinic();
    }

    @BeforeAll
    void letIn() {
        smileId = member.activateSmileId();
        member.letIn(clinic);
    }

    private TusUpload byClinic() {
        return TusUpload.begin(clinic.api(), scan, smileId);
    }

    private TusUpload byMember() {
        return TusUpload.begin(member.api(), scan, "");
    }

    private static String record(Reply finished) {
        return finished.header("mejene-record").orElseThrow();
    }

    @Test
    void upload_becomesARecord_whenItComesInPieces() {
        var upload = byClinic();
        assertThat(upload.path()).matches("/v1/uploads/upl_[0-9a-z]{26}").doesNotContain(smileId);
        assertThat(upload.offset()).isZero();
        int at = 0;
        for (int end : new int[] {1, 70_000, 1_048_520, 1_048_521, 2_500_000}) {
            var answer = upload.patch(scan, at, end).expect(204);
            assertThat(answer.header("upload-offset")).hasValue("" + end);
            assertThat(answer.header("upload-expires")).isPresent();
            assertThat(answer.header("mejene-record")).isEmpty();
            at = end;
        }
        assertThat(upload.offset()).isEqualTo(at);

        var id = record(upload.patch(scan, at, size).expect(204));

        assertThat(member.content(id)).isEqualTo(scan.bytes());
        var described = member.api().get("/v1/records/" + id).expect(200);
        assertThat(described.text("sha256")).isEqualTo(scan.sha256());
        assertThat(described.text("format")).isEqualTo("stl-binary");
        assertThat(described.text("filename")).isEqualTo("scan.stl");
        assertThat(described.text("clinicId")).isEqualTo(clinic.clinicId());
        var done = upload.head().expect(200);
        assertThat(done.header("upload-offset")).hasValue("" + size);
        assertThat(done.header("mejene-record")).hasValue(id);
        upload.patch(size, new byte[0]).expect(204);
        upload.patch(size, new byte[1]).expectProblem(409, "upload-ended");
        assertRanges(id);
    }

    /** Around the borders of the parts. */
    private void assertRanges(String id) {
        for (var range : List.of(
                List.of(0, 1),
                List.of(69_990, 70_010),
                List.of(1_048_519, 1_048_523),
                List.of(0, size),
                List.of(2_499_999, 2_500_001),
                List.of(size - 1, size))) {
            int from = range.get(0);
            int to = range.get(1);
            var part = member.api()
                    .with("Range", "bytes=" + from + "-" + (to - 1))
                    .get("/v1/records/" + id + "/content")
                    .expect(206);
            assertThat(part.body()).as(range.toString()).isEqualTo(Arrays.copyOfRange(scan.bytes(), from, to));
        }
    }

    @Test
    void record_isErasedWhole_whenItCameInParts() {
        var upload = byMember();
        upload.patch(scan, 0, 1_000_000).expect(204);
        var id = record(upload.patch(scan, 1_000_000, size).expect(204));

        member.steppedUp("records.delete").delete("/v1/records/" + id).expect(204);

        member.api().get("/v1/records/" + id + "/content").expectProblem(404, "not-found");
    }

    @Test
    void upload_isRecordAtOnce_whenEverythingComesWithItsCreation() {
        var created = TusUpload.asking(clinic.api(), scan, smileId)
                .with("Content-Type", TusUpload.BYTES)
                .call("POST", TusUpload.UPLOADS, BodyPublishers.ofByteArray(scan.bytes()))
                .expect(201);

        assertThat(created.header("upload-offset")).hasValue("" + size);
        assertThat(member.content(record(created))).isEqualTo(scan.bytes());
    }

    @Test
    void upload_goesOnWhereItBroke_whenTheConnectionIsLost() throws IOException {
        var upload = byClinic();
        try (var connection = RawHttp.of(system.port()).open()) {
            connection.write(patchHead(upload, 0, size));
            connection.write(Arrays.copyOf(scan.bytes(), 1_300_000));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> upload.head().status() == 200 && upload.offset() > 0);
        long offset = upload.offset();
        assertThat(offset).as("all that was sent").isEqualTo(1_300_000);

        var id = record(upload.patch(scan, (int) offset, size).expect(204));

        assertThat(member.content(id)).isEqualTo(scan.bytes());
    }

    private static byte[] patchHead(TusUpload upload, long offset, long length, String... more) {
        var head = new StringBuilder("PATCH " + upload.path() + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + length
                + "\r\n" + (more.length == 0 ? "" : String.join("\r\n", more) + "\r\n"));
        upload.appending(offset).headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void secondWriter_isToldToWait_andTheFirstGoesOn() throws IOException {
        var upload = byMember();
        try (var connection = RawHttp.of(system.port()).open()) {
            connection.write(patchHead(upload, 0, size, "Connection: close"));
            connection.write(Arrays.copyOf(scan.bytes(), 100_000));
            await().until(() -> upload.patch(scan, 0, size).status() == 423);

            assertThat(upload.head().expect(423).header("upload-offset")).isEmpty();
            upload.delete().expectProblem(423, "upload-locked");
            connection.write(Arrays.copyOfRange(scan.bytes(), 100_000, size));
            assertThat(connection.readAll()).startsWith("HTTP/1.1 204").containsIgnoringCase("mejene-record: rec_");
        }
        assertThat(upload.offset()).isEqualTo(size);
    }

    @Test
    void body_isAskedFor_onlyWhenItMayCome() throws IOException {
        var upload = byMember();
        try (var connection = RawHttp.of(system.port()).open()) {
            connection.write(patchHead(upload, 5, size, "Expect: 100-continue", "Connection: close"));
            assertThat(connection.readAll()).startsWith("HTTP/1.1 409");
        }
        try (var connection = RawHttp.of(system.port()).open()) {
            connection.write(patchHead(upload, 0, size, "Expect: 100-continue", "Connection: close"));
            assertThat(new String(connection.socket().getInputStream().readNBytes(25), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 100 Continue");
            connection.write(scan.bytes());
            assertThat(connection.readAll()).startsWith("HTTP/1.1 204");
        }
    }

    @Test
    void checksum_decides_whatCounts() throws Exception {
        var upload = byMember();
        var piece = Arrays.copyOf(scan.bytes(), 500_000);
        var rest = Arrays.copyOfRange(scan.bytes(), piece.length, size);

        summed(upload, 0, "sha1", rest)
                .call("PATCH", upload.path(), BodyPublishers.ofByteArray(piece))
                .expectProblem(460, "checksum-mismatch");
        assertThat(upload.offset()).isZero();
        upload.appending(0)
                .with("Upload-Checksum", "md5 AAAA")
                .call("PATCH", upload.path(), body(piece))
                .expectProblem(400, "checksum-unsupported");
        upload.appending(0)
                .with("Upload-Checksum", "sha1")
                .call("PATCH", upload.path(), body(piece))
                .expectProblem(400, "checksum-malformed");
        try (var connection = RawHttp.of(system.port()).open()) {
            var sum = summed(upload, 0, "sha256", piece).headers().get("Upload-Checksum");
            connection.write(patchHead(upload, 0, piece.length, "Upload-Checksum: " + sum));
            connection.write(Arrays.copyOf(piece, 300_000));
        }

        await().until(() -> summed(upload, 0, "sha1", piece)
                        .call("PATCH", upload.path(), body(piece))
                        .status()
                == 204);
        assertThat(upload.offset()).as("nothing unverified was kept").isEqualTo(piece.length);
        var last = summed(upload, piece.length, "sha256", rest)
                .call("PATCH", upload.path(), body(rest))
                .expect(204);
        assertThat(member.content(record(last))).isEqualTo(scan.bytes());
    }

    private static java.net.http.HttpRequest.BodyPublisher body(byte[] bytes) {
        return BodyPublishers.ofByteArray(bytes);
    }

    private static Api summed(TusUpload upload, long offset, String algorithm, byte[] bytes) throws Exception {
        var digest = MessageDigest.getInstance(algorithm.replace("sha", "SHA-")).digest(bytes);
        var sum = algorithm + " " + Base64.getEncoder().encodeToString(digest);
        return upload.appending(offset).with("Upload-Checksum", sum);
    }

    @Test
    void partialUploads_becomeOneRecord_inTheOrderOfTheFinal() {
        var half = size / 2;
        var first = partial(scan.holding(Arrays.copyOf(scan.bytes(), half)));
        var second = partial(scan.holding(Arrays.copyOfRange(scan.bytes(), half, size)));
        second.patch(0, slice(half, half + 10)).expect(204);
        assertThat(second.head().header("upload-concat")).hasValue("partial");
        first.patch(0, slice(0, half)).expect(204);
        finish(first, second).expectProblem(409, "upload-unfinished");
        second.patch(10, slice(half + 10, size)).expect(204);

        var done = finish(first, second).expect(201);

        assertThat(member.content(record(done))).isEqualTo(scan.bytes());
        var whole = new TusUpload(
                TusUpload.speaking(clinic.api()), done.header("location").orElseThrow());
        assertThat(whole.head().header("upload-concat")).hasValue("final;" + first.path() + " " + second.path());
        assertThat(whole.head().header("upload-length")).hasValue("" + size);
        whole.patch(size, new byte[1]).expectProblem(403, "upload-final");
        first.head().expect(404);
        var again = finish(first, second).expect(201);
        assertThat(record(again)).isEqualTo(record(done));
        assertThat(again.header("location")).isEqualTo(done.header("location"));
        finish(second, first).expect(404);
    }

    private byte[] slice(int from, int to) {
        return Arrays.copyOfRange(scan.bytes(), from, to);
    }

    private TusUpload partial(Scan part) {
        var api = TusUpload.asking(clinic.api(), part, smileId).with("Upload-Concat", "partial");
        return TusUpload.of(clinic.api(), api.call("POST", TusUpload.UPLOADS, BodyPublishers.noBody()));
    }

    private Reply finish(TusUpload... parts) {
        var paths = Arrays.stream(parts).map(TusUpload::path).toList();
        return TusUpload.speaking(clinic.api())
                .with("Upload-Metadata", TusUpload.metadata(scan, smileId))
                .with("Upload-Concat", "final;" + String.join(" ", paths))
                .call("POST", TusUpload.UPLOADS, BodyPublishers.noBody());
    }

    @Test
    void length_mayComeLater() {
        var api = TusUpload.speaking(member.api())
                .with("Upload-Metadata", TusUpload.metadata(scan, ""))
                .with("Upload-Defer-Length", "1");
        var upload = TusUpload.of(member.api(), api.call("POST", TusUpload.UPLOADS, BodyPublishers.noBody()));
        assertThat(upload.head().header("upload-defer-length")).hasValue("1");
        assertThat(upload.head().header("upload-length")).isEmpty();
        upload.patch(0, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(scan.bytes())))
                .expect(204);
        assertThat(upload.offset()).isEqualTo(size);

        upload.appending(size)
                .with("Upload-Length", "" + (size - 1))
                .call("PATCH", upload.path(), body(new byte[0]))
                .expectProblem(400, "upload-length-changed");
        var done = upload.appending(size)
                .with("Upload-Length", "" + size)
                .call("PATCH", upload.path(), body(new byte[0]))
                .expect(204);

        assertThat(member.content(record(done))).isEqualTo(scan.bytes());
    }

    @Test
    void upload_endsWithItsContent_whenThatIsRefused() {
        var fromTheStart = byMember();
        fromTheStart.patch(0, zip(size)).expectProblem(415, "unsupported-format");
        fromTheStart.head().expect(404);

        var notFinite = byMember();
        notFinite.patch(scan, 0, 1_000).expect(204);
        var nan = new byte[size - 1_000];
        Arrays.fill(nan, (byte) 0xff);
        notFinite.patch(1_000, nan).expectProblem(422, "damaged-content");
        notFinite.head().expect(404);
    }

    private static byte[] zip(int size) {
        var zip = new byte[size];
        System.arraycopy(new byte[] {'P', 'K', 3, 4}, 0, zip, 0, 4);
        return zip;
    }

    @Test
    void upload_countsForNobody_whenTheGrantIsRevokedBeforeTheLastByte() {
        var other = system.newMember();
        var otherSmileId = other.activateSmileId();
        var grant = other.letIn(clinic);
        var upload = TusUpload.begin(clinic.api(), scan, otherSmileId);
        upload.patch(scan, 0, 1_000).expect(204);

        other.revoke(grant).expect(204);

        upload.patch(scan, 1_000, size).expectProblem(403, "grant-required");
        assertThat(upload.head().expect(403).header("upload-offset")).isEmpty();
        assertThat(other.api().get("/v1/me/records").json().path("items")).isEmpty();
        TusUpload.asking(clinic.api(), scan, otherSmileId)
                .call("POST", TusUpload.UPLOADS, BodyPublishers.noBody())
                .expectProblem(403, "grant-required");
        TusUpload.asking(clinic.api(), scan, "SM-unknown")
                .call("POST", TusUpload.UPLOADS, BodyPublishers.noBody())
                .expectProblem(403, "grant-required");
    }

    @Test
    void upload_existsForNobodyElse() {
        var upload = byClinic();
        for (var somebody : List.of(system.otherClinic().api(), member.api())) {
            var theirs = new TusUpload(TusUpload.speaking(somebody), upload.path());
            theirs.head().expect(404);
            theirs.patch(scan, 0, 10).expectProblem(404, "not-found");
            theirs.delete().expectProblem(404, "not-found");
        }
        new TusUpload(TusUpload.speaking(system.api()), upload.path()).head().expect(401);
    }

    @Test
    void record_isOne_whenManyWantToFinish() throws Exception {
        var upload = byMember();
        upload.patch(scan, 0, 1_000).expect(204);
        int before = records();

        var statuses = together(12, () -> upload.patch(scan, 1_000, size).status());

        assertThat(statuses).filteredOn(status -> status == 204).hasSize(1);
        assertThat(statuses).allMatch(status -> List.of(204, 409, 423).contains(status));
        assertThat(records()).isEqualTo(before + 1);
    }

    private int records() {
        return member.api()
                .get("/v1/me/records?limit=500")
                .expect(200)
                .json()
                .path("items")
                .size();
    }

    private static List<Integer> together(int times, Callable<Integer> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<java.util.concurrent.Future<Integer>>();
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
}
