package cn.mejene.kernel.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.kernel.testing.CallTo;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CodecsTest {
    private static final Principal MEMBER = Principal.member(Ids.make("mem"), Ids.make("ses"));
    private static final Principal STAFF =
            new Principal(Ids.make("stf"), Set.of("clinic"), Ids.make("ses"), Ids.make("cli"), "clinic", "mainland");

    /** Something else lies before it in the buffer, as it does on the wire. */
    private static Call overTheWire(Call call) {
        var buffer = Buffer.buffer("head");
        new CallCodec().encodeToWire(buffer, call);
        return new CallCodec().decodeFromWire(4, buffer);
    }

    private static Reply overTheWire(Reply reply) {
        var buffer = Buffer.buffer("head");
        new ReplyCodec().encodeToWire(buffer, reply);
        return new ReplyCodec().decodeFromWire(4, buffer);
    }

    @Test
    void call_arrivesAsSent_whenEverythingIsThere() {
        var call = CallTo.operation("probe.add")
                .by(STAFF)
                .path("id", "a/b +%2F")
                .query("state", "+86138%25")
                .header("dnt", "1")
                .body(Map.of("名", "牙"))
                .key("k1")
                .within(Duration.ofSeconds(5))
                .build()
                .carriedBy(new Holder("node-7", 42));

        var arrived = overTheWire(call);

        assertThat(arrived)
                .usingRecursiveComparison()
                .ignoringFields("deadline", "body")
                .isEqualTo(call);
        assertThat(arrived.body()).isEqualTo(call.body());
        assertThat(arrived.millisLeft()).isBetween(3_000L, 5_000L);
    }

    @Test
    void call_arrivesAsSent_whenNothingOptionalIsThere() {
        var arrived = overTheWire(CallTo.operation("probe.add").build());

        assertThat(arrived.body()).isNull();
        assertThat(arrived.idempotencyKey()).isNull();
        assertThat(arrived.principal().isAnonymous()).isTrue();
        assertThat(arrived.traceId()).hasSize(32);
    }

    @Test
    void answer_arrivesAsSent_whenBodyIsBytes() {
        var answer = new Answer(
                200, Map.of("Content-Type", "application/octet-stream"), Buffer.buffer(new byte[] {0, -1, 7}));

        assertThat(overTheWire(answer)).isEqualTo(answer);
        assertThat(overTheWire(Answer.noContent())).isEqualTo(Answer.noContent());
    }

    @Test
    void refusal_arrivesAsSent_always() {
        var problem = Problem.invalid("/phone", "pattern", "Wrong.")
                .with("purpose", "treatment")
                .header("Retry-After", "2");

        var arrived = ((Refusal) overTheWire(new Refusal(problem))).problem();

        assertThat(arrived.status()).isEqualTo(422);
        assertThat(arrived.code()).isEqualTo("invalid-request");
        assertThat(arrived.detail()).isEqualTo("Wrong.");
        assertThat(arrived.errors()).isEqualTo(problem.errors());
        assertThat(arrived.members()).isEqualTo(problem.members());
        assertThat(arrived.headers()).isEqualTo(problem.headers());
    }

    @Test
    void tickets_arriveAsSent_always() {
        var blob = BlobReference.of("b1", "k1", MEMBER.id(), new byte[] {1, 2, 3});
        var upload = new UploadTicket("up1", blob, "scan", 1L << 32, null);
        var access = Access.own(MEMBER, Access.Action.READ, Access.Resource.of("record", "r1"), "trace");
        var download = new DownloadTicket(blob, access, 1L << 32, "00ff", "model/stl", "rec.stl");

        assertThat(overTheWire(upload)).isEqualTo(upload);
        assertThat(overTheWire(upload.claimedBy("c"))).isEqualTo(upload.claimedBy("c"));
        assertThat(overTheWire(download)).isEqualTo(download);
    }

    @Test
    void reply_isRefused_whenTagIsUnknown() {
        var buffer = Buffer.buffer().appendByte((byte) 'x').appendInt(0);

        assertThatThrownBy(() -> new ReplyCodec().decodeFromWire(0, buffer))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void millisLeft_isNeverLessThanOne_whenDeadlineHasPassed() {
        assertThat(CallTo.operation("probe.add")
                        .within(Duration.ofSeconds(-5))
                        .build()
                        .millisLeft())
                .isEqualTo(1);
    }
}
