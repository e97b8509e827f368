package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resumable uploads over HTTP (tus 1.0.0): what requests must say, and what answers tell. */
@Clause({"I(A)3.b", "IV(A)1"})
@ExtendWith(SharedSystem.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TusRequestsIT {
    private final RunningSystem system;
    private final Member member;
    private final ClinicStaff clinic;
    private final Scan scan = Scans.stl(60_000, 21);
    private final int size = scan.bytes().length;
    private String smileId = "";

    TusRequestsIT(RunningSystem system) {
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
    void metadata_comesBack_asItWasSent() {
        var head = byClinic().head().expect(200);

        assertThat(head.header("upload-metadata")).hasValue(TusUpload.metadata(scan, smileId));
        assertThat(head.header("upload-length")).hasValue("" + size);
        assertThat(head.header("cache-control")).hasValue("no-store");
        assertThat(head.header("upload-expires").orElseThrow())
                .matches("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
    }

    @Test
    void upload_isGone_whenItWasGivenUp() {
        var upload = byClinic();
        upload.patch(scan, 0, 1000).expect(204);

        upload.delete().expect(204);

        var head = upload.head().expect(404);
        assertThat(head.header("upload-offset")).isEmpty();
        upload.patch(scan, 1000, size).expectProblem(404, "not-found");
        upload.delete().expectProblem(404, "not-found");
    }

    @Test
    void methods_haveAnotherName() {
        var upload = byMember();
        upload.appending(0)
                .with("X-HTTP-Method-Override", "PATCH")
                .call("POST", upload.path(), BodyPublishers.ofByteArray(slice(0, 10)))
                .expect(204);
        var head = upload.api()
                .with("X-HTTP-Method-Override", "HEAD")
                .call("POST", upload.path(), BodyPublishers.noBody())
                .expect(200);
        assertThat(head.header("upload-offset")).hasValue("10");
        upload.api()
                .with("X-HTTP-Method-Override", "DELETE")
                .call("POST", upload.path(), BodyPublishers.noBody())
                .expect(204);
        upload.api()
                .with("X-HTTP-Method-Override", "GET")
                .call("POST", upload.path(), BodyPublishers.noBody())
                .expect(405);
    }

    @Test
    void options_tellWhatThereIs_toAnybody() {
        var options = system.api()
                .call("OPTIONS", TusUpload.UPLOADS, BodyPublishers.noBody())
                .expect(204);

        assertThat(options.header("tus-version")).hasValue("1.0.0");
        assertThat(options.header("tus-resumable")).hasValue("1.0.0");
        assertThat(options.header("tus-extension").orElseThrow().split(",", -1))
                .contains("creation", "creation-with-upload", "checksum", "termination", "expiration", "concatenation");
        assertThat(options.header("tus-checksum-algorithm")).hasValue("sha1,sha256");
        assertThat(Long.parseLong(options.header("tus-max-size").orElseThrow())).isPositive();
        assertThat(options.header("access-control-expose-headers").orElseThrow())
                .contains("Upload-Offset", "Location", "Mejene-Record");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PATCH | Tus-Resumable: 0.2.2                    | 412 | tus-version-unsupported
            PATCH | Tus-Resumable:                          | 412 | tus-version-unsupported
            PATCH | Content-Type: application/octet-stream  | 415 | media-type-unsupported
            PATCH | Content-Type:                           | 415 | media-type-unsupported
            PATCH | Upload-Offset: 7                        | 409 | upload-offset-mismatch
            PATCH | Upload-Offset:                          | 400 | upload-offset-missing
            PATCH | Upload-Offset: -1                       | 400 | tus-field-malformed
            PATCH | Upload-Length: 3                        | 400 | upload-length-changed
            POST  | Upload-Length:                          | 400 | upload-length-missing
            POST  | Upload-Length: 1e3                      | 400 | tus-field-malformed
            POST  | Upload-Length: 99999999999              | 413 | body-too-large
            POST  | Upload-Length: 0                        | 422 | damaged-content
            POST  | Upload-Defer-Length: 1                  | 400 | upload-length-missing
            POST  | Upload-Defer-Length: 2                  | 400 | tus-field-malformed
            POST  | Upload-Concat: nonsense                 | 400 | tus-field-malformed
            POST  | Upload-Concat: final;/v1/uploads/upl_01jd3m0c11n1ca0000000000a1 | 400 | upload-final-malformed
            POST  | Upload-Metadata: kind !                 | 400 | metadata-malformed
            POST  | Upload-Metadata: kind eHJheQ==,kind eHJheQ== | 400 | metadata-malformed
            POST  | Upload-Metadata: kind eHJheQ==          | 422 | invalid-request
            POST  | Upload-Metadata:                        | 422 | invalid-request
            """)
    void request_isRefused_whenItIsNotTus(String method, String field, int status, String code) {
        var upload = byClinic();
        var name = field.substring(0, field.indexOf(':'));
        var value = field.substring(field.indexOf(':') + 1).strip();
        var right = method.equals("PATCH") ? upload.appending(0) : TusUpload.asking(clinic.api(), scan, smileId);
        var wrong = value.isEmpty() ? right.without(name) : right.with(name, value);

        var answer = method.equals("PATCH")
                ? wrong.call("PATCH", upload.path(), BodyPublishers.ofByteArray(slice(0, 100)))
                : wrong.call("POST", TusUpload.UPLOADS, BodyPublishers.noBody());

        answer.expectProblem(status, code);
        assertThat(answer.header("tus-resumable")).hasValue("1.0.0");
        assertThat(upload.offset()).isZero();
        if (status == 412) {
            assertThat(answer.header("tus-version")).hasValue("1.0.0");
        }
    }

    @Test
    void bytes_areRefused_whenThereAreMoreThanAnnounced() {
        var upload = byMember();
        upload.patch(0, new byte[size + 1]).expectProblem(413, "body-too-large");
        var more = Arrays.copyOf(scan.bytes(), size + 1);
        upload.patch(0, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(more)))
                .expectProblem(413, "body-too-large");
        assertThat(upload.offset()).isZero();
    }

    private byte[] slice(int from, int to) {
        return Arrays.copyOfRange(scan.bytes(), from, to);
    }
}
