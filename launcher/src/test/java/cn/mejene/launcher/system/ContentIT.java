package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A record's bytes as a member's client fetches them: whole, in part, or not again (RFC 9110, RFC 9530). */
@ExtendWith(SharedSystem.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContentIT {
    /** More than two segments of the sealed form. */
    private final Scan scan = Scans.stl(50_000, 8);

    private final Member member;
    private String path = "";
    private String tag = "";

    ContentIT(RunningSystem system) {
        member = system.newMember();
    }

    @BeforeAll
    void upload() {
        path = "/v1/records/" + member.upload(scan).expect(201).text("id") + "/content";
        tag = member.api().head(path).expect(200).header("etag").orElseThrow();
    }

    @Test
    void whole_hasStrongTagAndDigest() {
        var whole = member.api().get(path).expect(200);

        assertThat(whole.body()).isEqualTo(scan.bytes());
        assertThat(whole.header("etag")).hasValue('"' + scan.sha256() + '"');
        assertThat(whole.header("repr-digest")).hasValue(scan.digestField());
        assertThat(whole.header("accept-ranges")).hasValue("bytes");
        assertThat(whole.header("content-length")).hasValue("" + scan.bytes().length);
        assertThat(whole.header("x-content-type-options")).hasValue("nosniff");
        assertThat(whole.header("cache-control"))
                .hasValueSatisfying(value -> assertThat(value).contains("no-store"));
    }

    @Test
    void head_saysTheSameWithoutContent() {
        var head = member.api().head(path).expect(200);

        assertThat(head.body()).isEmpty();
        assertThat(head.header("content-length")).hasValue("" + scan.bytes().length);
        assertThat(head.header("repr-digest")).hasValue(scan.digestField());
    }

    @Test
    void range_isExactlyThat_whereverItLies() {
        int size = scan.bytes().length;
        int segment = (1 << 20) - 56;

        assertPart("bytes=0-0", 0, 1);
        assertPart("bytes=0-99", 0, 100);
        assertPart("bytes=" + (segment - 1) + "-" + segment, segment - 1, segment + 1);
        assertPart("bytes=" + (segment - 5) + "-" + (segment + (1 << 20)), segment - 5, segment + (1 << 20) + 1);
        assertPart("bytes=" + (size - 1) + "-", size - 1, size);
        assertPart("bytes=100-", 100, size);
        assertPart("bytes=-1", size - 1, size);
        assertPart("bytes=-777", size - 777, size);
        assertPart("bytes=-" + (size + 5L), 0, size);
        assertPart("bytes=10-" + (size + 5L), 10, size);
    }

    private void assertPart(String range, int from, int to) {
        var part = member.api().with("Range", range).get(path).expect(206);
        assertThat(part.body()).as(range).isEqualTo(Arrays.copyOfRange(scan.bytes(), from, to));
        assertThat(part.header("content-range")).hasValue("bytes " + from + "-" + (to - 1) + "/" + scan.bytes().length);
        assertThat(part.header("repr-digest")).hasValue(scan.digestField());
    }

    @Test
    void ranges_comeTogether_andAtTheSameTime() throws Exception {
        int size = scan.bytes().length;
        var several = member.api().with("Range", "bytes=0-9,-10").get(path).expect(206);
        assertThat(several.header("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("multipart/byteranges; boundary="));
        assertThat(new String(several.body(), StandardCharsets.ISO_8859_1))
                .contains("Content-Range: bytes 0-9/" + size, "Content-Range: bytes " + (size - 10) + "-");
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            var reads = new ArrayList<Future<?>>();
            for (int i = 0; i < 16; i++) {
                int from = i * (size / 16);
                reads.add(readers.submit(
                        () -> assertPart("bytes=" + from + "-" + (from + size / 16 - 1), from, from + size / 16)));
            }
            for (var read : reads) {
                read.get();
            }
        }
    }

    @Test
    void range_isRefused_whenThereIsNoSuchPart() {
        int size = scan.bytes().length;
        for (var range : new String[] {"bytes=" + size + "-", "bytes=-0", "bytes=99999999999-"}) {
            var refused = member.api().with("Range", range).get(path).expectProblem(416, "range-not-satisfiable");
            assertThat(refused.header("content-range")).hasValue("bytes */" + size);
        }
    }

    @Test
    void range_isIgnored_whenItIsMalformedOrForOtherContent() {
        for (var range : new String[] {"bytes=5-2", "lines=1-2", "bytes=a-b", "bytes=-"}) {
            assertThat(member.api().with("Range", range).get(path).expect(200).body())
                    .as(range)
                    .isEqualTo(scan.bytes());
        }
        var part = member.api().with("Range", "bytes=1-2");
        part.with("If-Range", tag).get(path).expect(206);
        part.with("If-Range", "\"other\"").get(path).expect(200);
        part.with("If-Range", "W/" + tag).get(path).expect(200);
    }

    @Test
    void condition_sparesTheContent_whenTheCallerHasIt() {
        assertThat(member.api().with("If-None-Match", tag).get(path).expect(304).body())
                .isEmpty();
        member.api().with("If-None-Match", "*").get(path).expect(304);
        member.api().with("If-None-Match", "\"x\", " + tag).get(path).expect(304);
        member.api().with("If-None-Match", "\"other\"").get(path).expect(200);
        member.api().with("If-Match", tag).get(path).expect(200);
        member.api().with("If-Match", "\"other\"").get(path).expectProblem(412, "precondition-failed");
    }
}
