package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of bodies that are not what they should be: the right problem, and nothing left behind. */
@Clause({"I(A)3.b", "IV(A)0"})
@ExtendWith(SharedSystem.class)
class BodiesIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int WARRANTY_LIMIT = 32 << 20;

    /** The only samples of X-rays; what else is DICOM is of another class. */
    private static final Set<String> XRAYS = Set.of("CR1_6154.dcm", "JPEG-lossy.dcm", "image_dfl.dcm");

    private final RunningSystem system;
    private Member member;
    private List<Path> before;

    BodiesIT(RunningSystem system) throws IOException {
        this.system = system;
        this.member = system.newMember();
        this.before = List.of();
    }

    @BeforeEach
    void remember() throws IOException {
        member = system.newMember();
        before = system.blobFiles();
    }

    @Test
    void upload_isRefused_whenTheBytesAreNotWhatTheyClaim() {
        var stl = Scans.stl(500, 1);
        var dicom = Scans.dicom("Doe^Jane");
        var program = dicom.bytes().clone();
        System.arraycopy("MZ".getBytes(StandardCharsets.US_ASCII), 0, program, 0, 2);

        member.upload(dicom.as("oral-scan")).expectProblem(415, "unsupported-format");
        member.upload(stl.as("xray")).expectProblem(415, "unsupported-format");
        member.upload(stl.as("treatment-plan")).expectProblem(415, "unsupported-format");
        member.upload(stl.holding("<html><script>".repeat(50).getBytes(StandardCharsets.UTF_8)))
                .expectProblem(415, "unsupported-format");
        assertThat(member.upload(dicom.holding(program)).status()).isIn(415, 422);
        member.upload(stl.as("selfie")).expectProblem(422, "invalid-request");
        assertNothingStored();
    }

    @Test
    void upload_isRefused_whenTheContentIsDamaged() {
        var stl = Scans.stl(500, 2);
        var shorter = Arrays.copyOf(stl.bytes(), stl.bytes().length - 50);
        var longer = Arrays.copyOf(stl.bytes(), stl.bytes().length + 50);
        var dicom = Scans.dicom("Doe^Jane");
        var ply = Scans.ply("cut");

        member.upload(stl.holding(shorter)).expectProblem(422, "damaged-content");
        member.upload(stl.holding(longer)).expectProblem(422, "damaged-content");
        member.upload(stl.holding(Arrays.copyOf(stl.bytes(), 84))).expectProblem(422, "damaged-content");
        member.upload(dicom.holding(Arrays.copyOf(dicom.bytes(), dicom.bytes().length - 20)))
                .expectProblem(422, "damaged-content");
        member.upload(ply.holding(Arrays.copyOf(ply.bytes(), ply.bytes().length - 10)))
                .expectProblem(422, "damaged-content");
        member.upload(stl.holding(new byte[0])).expectProblem(422, "content-missing");
        assertNothingStored();
    }

    @Test
    void upload_isRefused_whenTheBodyIsLargerThanItsKindMayBe() {
        var card = new Scan("warranty-card", "card.pdf", "application/pdf", new byte[0]);
        var head = "%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII);
        var tooMuch = new byte[WARRANTY_LIMIT + 1];
        System.arraycopy(head, 0, tooMuch, 0, head.length);
        var announced = RawHttp.of(system.port())
                .send("POST /v1/records?kind=warranty-card HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                        + member.accessToken() + "\r\nContent-Type: application/pdf\r\nContent-Length: "
                        + (WARRANTY_LIMIT + 1)
                        + "\r\n\r\n");

        assertThat(announced).startsWith("HTTP/1.1 413").contains("\"code\":\"body-too-large\"");
        var streamed = Api.chunked(() -> new SequenceInputStream(
                new ByteArrayInputStream(tooMuch), new ByteArrayInputStream(new byte[1 << 20])));
        assertRefusedOrCut(card, streamed);
        assertNothingStored();
    }

    /** A server that refuses early closes the connection, which some clients see before they see the answer. */
    private void assertRefusedOrCut(Scan card, java.net.http.HttpRequest.BodyPublisher body) {
        try {
            card.sendTo(member.api(), body).expectProblem(413, "body-too-large");
        } catch (java.io.UncheckedIOException cut) {
            assertThat(cut).hasMessageMatching(".*(reset|closed|Broken pipe|EOF).*");
        }
    }

    @Test
    void upload_leavesNothing_whenTheClientGoesAwayEarly() throws IOException {
        var stl = Scans.stl(100_000, 3);
        for (int sent : new int[] {1, 84, 1 << 16, 1 << 20, stl.bytes().length - 1}) {
            var head = "POST " + stl.path() + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + member.accessToken()
                    + "\r\nContent-Type: model/stl\r\nContent-Length: " + stl.bytes().length + "\r\n\r\n";
            try (var connection = RawHttp.of(system.port()).open()) {
                connection.write(head.getBytes(StandardCharsets.US_ASCII));
                connection.write(Arrays.copyOf(stl.bytes(), sent));
            }
        }
        assertNothingStored();
    }

    @Test
    void upload_isRefused_whenAChunkIsMalformed() {
        var head = "POST " + Scans.stl(1, 6).path() + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + member.accessToken() + "\r\nContent-Type: model/stl\r\nTransfer-Encoding: chunked\r\n\r\n";
        var answer = RawHttp.of(system.port()).send(head + "100\r\n" + "a".repeat(0x100) + "\r\nzz\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("\"code\":\"malformed-request\"");
        assertNothingStored();
    }

    @Test
    void upload_isChecked_whenADigestIsSent() {
        var scan = Scans.stl(200, 4);
        var other = Scans.stl(200, 5);

        scan.sendTo(member.api().with("Content-Digest", other.digestField())).expectProblem(422, "digest-mismatch");
        scan.sendTo(member.api().with("Repr-Digest", other.digestField())).expectProblem(422, "digest-mismatch");
        scan.sendTo(member.api().with("Content-Digest", "sha-256=nonsense")).expectProblem(400, "digest-malformed");
        assertNothingStored();
        scan.sendTo(member.api().with("Content-Digest", scan.digestField())).expect(201);
        scan.sendTo(member.api().with("Repr-Digest", scan.digestField())).expect(201);
    }

    @Test
    void upload_ofTheRealSamples_comesOutAsTheirSourcesSay() throws IOException {
        assumeThat(Scans.samples()).isDirectory();
        var wrong = new ArrayList<String>();
        for (var file : realFiles()) {
            var scan = Scans.sample(file);
            boolean good = !file.startsWith("negative/")
                    && (scan.kind().equals("oral-scan") || XRAYS.contains(scan.filename()));
            var answer = member.upload(scan);
            if (good && !(answer.status() == 201 && Arrays.equals(member.content(answer.text("id")), scan.bytes()))
                    || !good && answer.status() != 415 && answer.status() != 422) {
                wrong.add(file + ": " + answer);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<String> realFiles() throws IOException {
        try (var files = Files.walk(Scans.samples(), 2)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> Scans.samples().relativize(file).toString())
                    .filter(name -> name.contains("/"))
                    .toList();
        }
    }

    private void assertNothingStored() {
        assertThat(member.api().get("/v1/me/records").expect(200).json().path("items"))
                .isEmpty();
        await().atMost(SOON).untilAsserted(() -> assertThat(system.blobFiles()).isEqualTo(before));
    }
}
