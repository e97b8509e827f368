package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever changes stored files can make reading fail, never make it give out other bytes as if nothing were wrong. */
@Clause({"IV(A)0", "IV(A)1"})
@ExtendWith(SharedSystem.class)
class TamperIT {
    private static final int SEGMENT = 1 << 20;

    private final RunningSystem system;
    private final Member member;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Scan scan = Scans.stl(62_000, 9);
    private String recordId = "";
    private Path file = Path.of("");
    private byte[] sealed = new byte[0];

    /** What a client had when the answer ended. */
    private record Received(int status, byte[] bytes, boolean cleanly) {}

    TamperIT(RunningSystem system) {
        this.system = system;
        this.member = system.newMember();
    }

    @BeforeEach
    void upload() throws IOException {
        var before = system.blobFiles();
        recordId = member.upload(scan).expect(201).text("id");
        file = added(before);
        sealed = Files.readAllBytes(file);
    }

    @AfterEach
    void restore() throws IOException {
        Files.write(file, sealed);
        assertThat(member.content(recordId)).isEqualTo(scan.bytes());
    }

    @Test
    void file_isOpenedByTinkAlone() throws Exception {
        assertThat(new StoredFile(system, file).open()).isEqualTo(scan.bytes());

        var changed = sealed.clone();
        changed[changed.length / 2] ^= 1;
        Files.write(file, changed);
        assertThatThrownBy(() -> new StoredFile(system, file).open()).isInstanceOf(IOException.class);
    }

    @Test
    void read_neverEndsCleanlyWithOtherBytes_whenTheFileWasChanged() throws Exception {
        for (var damage : damages().entrySet()) {
            Files.write(file, damage.getValue());
            assertThat(whole().cleanly() && whole().status() == 200)
                    .as("whole read after: " + damage.getKey())
                    .isFalse();
            for (var range : ranges()) {
                assertNothingWrong(damage.getKey(), range);
            }
        }
    }

    /** The entry after the one that says that she was let in. */
    @Test
    @Clause("IV(A)2")
    void damage_isInTheAccessLog() throws Exception {
        Files.write(file, flipped(2 * SEGMENT + 7));

        assertThat(whole().cleanly()).isFalse();

        await().untilAsserted(() -> assertThat(member.api()
                        .get("/v1/me/access-log?limit=50&outcome=damaged-content")
                        .expect(200)
                        .text())
                .contains(recordId));
    }

    @Test
    void read_fails_whenAnotherFileStandsInItsPlace() throws Exception {
        var before = system.blobFiles();
        member.upload(Scans.stl(62_000, 10)).expect(201);
        Files.write(file, Files.readAllBytes(added(before)));

        assertThat(whole().cleanly() && whole().status() == 200).isFalse();
        for (var range : ranges()) {
            assertNothingWrong("another file", range);
        }
        Files.delete(file);
        assertThat(whole().status()).isGreaterThanOrEqualTo(500);
    }

    private Map<String, byte[]> damages() {
        var damages = new LinkedHashMap<String, byte[]>();
        for (int at : new int[] {0, 1, 33, 40, 5_000, SEGMENT - 1, SEGMENT, 2 * SEGMENT + 7, sealed.length - 1}) {
            damages.put("flipped byte " + at, flipped(at));
        }
        for (int length : new int[] {0, 39, 41, SEGMENT, 2 * SEGMENT, sealed.length - 1}) {
            damages.put("cut to " + length, Arrays.copyOf(sealed, length));
        }
        damages.put("longer by a byte", Arrays.copyOf(sealed, sealed.length + 1));
        damages.put("longer by a segment", Arrays.copyOf(sealed, sealed.length + SEGMENT));
        var swapped = sealed.clone();
        System.arraycopy(sealed, SEGMENT, swapped, 2 * SEGMENT, sealed.length - 2 * SEGMENT);
        System.arraycopy(sealed, 2 * SEGMENT, swapped, SEGMENT, sealed.length - 2 * SEGMENT);
        damages.put("swapped segments", swapped);
        var repeated = sealed.clone();
        System.arraycopy(sealed, SEGMENT, repeated, 2 * SEGMENT, sealed.length - 2 * SEGMENT);
        damages.put("repeated segment", repeated);
        return damages;
    }

    private byte[] flipped(int at) {
        var changed = sealed.clone();
        changed[at] ^= 1;
        return changed;
    }

    private List<int[]> ranges() {
        int size = scan.bytes().length;
        return List.of(
                new int[] {0, 1},
                new int[] {100, 200},
                new int[] {SEGMENT - 60, SEGMENT + 60},
                new int[] {2 * SEGMENT + 100, 2 * SEGMENT + 300},
                new int[] {size - 1, size},
                new int[] {1, size});
    }

    /** A range beside the damage may be right; wrong bytes must not come, right ones only be cut short by a break. */
    private void assertNothingWrong(String damage, int[] range) throws Exception {
        var received = read("bytes=" + range[0] + "-" + (range[1] - 1));
        if (received.status() != 206) {
            assertThat(received.status()).as(damage).isGreaterThanOrEqualTo(500);
            return;
        }
        int length = received.bytes().length;
        assertThat(received.bytes())
                .as(damage + ", from " + range[0])
                .isEqualTo(Arrays.copyOfRange(scan.bytes(), range[0], range[0] + length));
        assertThat(received.cleanly()).as(damage).isEqualTo(length == range[1] - range[0]);
    }

    private Received whole() throws Exception {
        var received = read("bytes=x");
        if (received.status() == 200) {
            assertThat(received.bytes()).isEqualTo(Arrays.copyOf(scan.bytes(), received.bytes().length));
        } else {
            assertThat(received.status()).isGreaterThanOrEqualTo(500);
        }
        return received;
    }

    private Received read(String range) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(member.api().uri("/v1/records/" + recordId + "/content"))
                .header("Authorization", "Bearer " + member.accessToken())
                .header("Range", range)
                .build();
        var response = client.send(request, BodyHandlers.ofInputStream());
        var bytes = new ByteArrayOutputStream();
        try (var body = response.body()) {
            body.transferTo(bytes);
            return new Received(response.statusCode(), bytes.toByteArray(), true);
        } catch (IOException cut) {
            return new Received(response.statusCode(), bytes.toByteArray(), false);
        }
    }

    private Path added(List<Path> before) throws IOException {
        var files = new ArrayList<>(system.blobFiles());
        files.removeAll(before);
        assertThat(files).hasSize(1);
        return files.getFirst();
    }
}
