package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;

/** What was allowed a moment ago ends when the member says so, also for what is under way. */
@Clause({"V(C)1", "V(C)2", "III(A)3.b"})
@ExtendWith(SharedSystem.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevocationIT {
    /** A stream opens no segment later than one second after the revocation's answer; half a second is for the cut. */
    private static final Duration CUT = Duration.ofMillis(1_500);

    private final Scan scan = Scans.stl(1_200_000, 12);
    private final Member member;
    private final ClinicStaff clinic;
    private String smileId = "";
    private String recordId = "";

    RevocationIT(RunningSystem system) {
        member = system.newMember();
        clinic = system.clinic();
    }

    @BeforeAll
    void upload() {
        smileId = member.activateSmileId();
        member.letIn(clinic);
        recordId = clinic.upload(smileId, scan).expect(201).text("id");
    }

    @Test
    void slowDownload_isWhole_whenNothingIsRevoked() throws IOException {
        granted();
        try (var download = SlowDownload.begin(clinic, recordId)) {
            download.readSlowly(Duration.ofSeconds(2));
            assertThat(download.readRest()).isEqualTo(scan.bytes().length);
        }
    }

    @Test
    void slowDownload_isCut_whenTheGrantIsRevoked(TestReporter reporter) throws IOException {
        var grant = granted();
        try (var download = SlowDownload.begin(clinic, recordId)) {
            download.readSlowly(Duration.ofMillis(500));
            member.revoke(grant).expect(204);
            download.readSlowly(CUT);
            assertCut(download, reporter);
        }
    }

    @Test
    void stalledDownload_isCut_whenTheGrantIsRevoked(TestReporter reporter) throws IOException {
        var grant = granted();
        try (var download = SlowDownload.begin(clinic, recordId)) {
            download.readSlowly(Duration.ofMillis(200));
            member.revoke(grant).expect(204);
            pass(CUT);
            assertCut(download, reporter);
        }
    }

    @Test
    void slowDownload_isCut_whenTheConsentIsWithdrawn(TestReporter reporter) throws IOException {
        granted();
        try (var download = SlowDownload.begin(clinic, recordId)) {
            download.readSlowly(Duration.ofMillis(500));
            member.api().delete("/v1/me/consents/" + Member.CONSENT).expect(204);
            download.readSlowly(CUT);
            assertCut(download, reporter);
        }
    }

    /** What still comes lay in the network's buffers, and it comes at once. */
    private void assertCut(SlowDownload download, TestReporter reporter) throws IOException {
        long begin = System.nanoTime();
        long received = download.readRest();
        reporter.publishEntry("received after the cut", received + " of " + scan.bytes().length);
        assertThat(received).isLessThan(scan.bytes().length / 2);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
    }

    /** The only grant that holds. */
    private String granted() {
        assertThat(member.consent().status()).isIn(200, 201);
        member.api().get("/v1/me/grants").json().path("items").forEach(grant -> member.revoke(
                        grant.path("id").asText())
                .expect(204));
        return member.grant(clinic.clinicId(), "records:read");
    }

    @Test
    void session_isDeadWithinASecond_whenSignedOut() {
        var other = member.signInAgain();
        member.api().get("/v1/me").expect(200);
        other.api().get("/v1/me").expect(200);

        other.api().delete("/v1/auth/sessions/current").expect(204);

        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> other.api().get("/v1/me").status() == 401);
        refresh(other.refreshToken()).expectProblem(401, "session-ended");
        member.api().get("/v1/me").expect(200);
    }

    @Test
    void refresh_rotates_andEndsTheSessionWhenAUsedTokenComesBack() {
        var session = member.signInAgain();
        var second = refresh(session.refreshToken()).expect(200).text("refreshToken");
        assertThat(second).isNotEqualTo(session.refreshToken());
        assertThat(refresh(session.refreshToken()).expect(200).text("refreshToken"))
                .as("a retry whose answer was lost")
                .isEqualTo(second);
        var third = refresh(second).expect(200);
        var renewed = member.api().as(third.text("accessToken"));
        renewed.get("/v1/me").expect(200);

        refresh(session.refreshToken()).expectProblem(401, "refresh-reused");

        refresh(third.text("refreshToken")).expectProblem(401, "session-ended");
        await().atMost(Duration.ofSeconds(1)).until(() -> renewed.get("/v1/me").status() == 401);
        refresh("mrt_nonsense").expectProblem(401, "refresh-invalid");
    }

    private Reply refresh(String token) {
        return Api.at(member.api().port()).post("/v1/auth/refresh", Map.of("refreshToken", token));
    }

    private static void pass(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A client that takes its time. For one thread. */
    private record SlowDownload(RawHttp.Connection connection, long[] received) implements AutoCloseable {
        private static final int CHUNK = 16 << 10;

        static SlowDownload begin(ClinicStaff clinic, String recordId) throws IOException {
            var connection = RawHttp.of(clinic.api().port()).open();
            connection.socket().setReceiveBufferSize(64 << 10);
            var request = new StringBuilder("GET /v1/records/" + recordId + "/content HTTP/1.1\r\nHost: x\r\n");
            clinic.treating().headers().forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
            connection.write(
                    request.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            var head = head(connection);
            assertThat(head).startsWith("HTTP/1.1 200");
            return new SlowDownload(connection, new long[1]);
        }

        private static String head(RawHttp.Connection connection) throws IOException {
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = connection.socket().getInputStream().read();
                assertThat(next).as(head.toString()).isNotNegative();
                head.append((char) next);
            }
            return head.toString();
        }

        /** About 1 MiB a second. */
        void readSlowly(Duration time) throws IOException {
            long end = System.nanoTime() + time.toNanos();
            var buffer = new byte[CHUNK];
            while (System.nanoTime() < end) {
                try {
                    received[0] +=
                            Math.max(0, connection.socket().getInputStream().read(buffer));
                } catch (java.net.SocketException reset) {
                    return;
                }
                pass(Duration.ofMillis(16));
            }
        }

        /** Everything that still comes, as fast as it comes. */
        long readRest() throws IOException {
            var buffer = new byte[1 << 20];
            try {
                for (int n = 0; n >= 0; n = connection.socket().getInputStream().read(buffer)) {
                    received[0] += n;
                }
            } catch (java.net.SocketException reset) {
                // As good as an end: the length says that something is missing.
            }
            return received[0];
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
