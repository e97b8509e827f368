package cn.mejene.chaos.cluster;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Clinic;
import cn.mejene.chaos.client.Scan;
import cn.mejene.chaos.client.SlowRead;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Takes a grant back on one node while the clinic reads slowly at another: the rest must not come (D34). */
final class RevokeMidStream implements Act {
    private static final int CREATED = 201;

    /** 12 MB: more than what lies on the way between a node and a reader. */
    private static final int TRIANGLES = 240_000;

    /** Every one of them is read back whole by the checks. */
    private static final int MOST = 4;

    /** The second that the contract gives a stream, and one for a busy machine. */
    private static final Duration CUT = Duration.ofSeconds(2);

    private final AtomicInteger made = new AtomicInteger();

    @Override
    public void perform(Member member, int round) {
        var clinic = member.town().clinic(0);
        if (!Care.letIn(member, clinic)) {
            return;
        }
        var upload = member.uploads().stream()
                .filter(one -> one.scan().triangles() == TRIANGLES)
                .findFirst()
                .orElseGet(() -> made.incrementAndGet() <= MOST ? store(member, clinic, round) : null);
        if (upload != null) {
            cut(member, clinic, upload);
        }
    }

    private static Member.@Nullable Upload store(Member member, Clinic clinic, int round) {
        var scan = new Scan(TRIANGLES, member.random().nextLong());
        var reply = member.client()
                .named(member.name() + "/clinic")
                .call(clinic.upload(scan, member.smileId()).key(member.newKey()), member.anyNode());
        if (!member.expect(reply, CREATED)) {
            return null;
        }
        var upload = new Member.Upload(reply.text("id"), scan, clinic.id(), round);
        member.uploads().add(upload);
        member.tally().count(Figure.UPLOAD);
        return upload;
    }

    private static void cut(Member member, Clinic clinic, Member.Upload upload) {
        int node = member.anyNode();
        int port = member.stage().installation().ports().http(node);
        try (var stream = SlowRead.begin(port, clinic.content(upload.recordId()))) {
            if (!stream.isOk() || Care.revoke(member, clinic) == 0) {
                return;
            }
            pass(CUT);
            if (stream.restOf(upload.scan().size()) < upload.scan().size()) {
                member.tally().count(Figure.STREAM_CUT);
            } else {
                member.tally()
                        .violated(
                                Zero.READ_AFTER_REVOCATION,
                                "the stream of " + upload.recordId() + " of " + member.name() + " at node " + node);
            }
        } catch (IOException noAnswer) {
            // The node is down; nothing was read.
        }
    }

    private static void pass(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
