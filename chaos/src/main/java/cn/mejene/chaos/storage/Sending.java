package cn.mejene.chaos.storage;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Pacer;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Sends one upload, in one request or by tus 1.0.0. For one thread. */
final class Sending {
    private static final int CREATED = 201;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int LOCKED = 423;
    private static final int TRIES = 300;
    private static final long PAUSE_MILLIS = 250;

    private final Patient patient;
    private final Upload upload;

    Sending(Patient patient, Upload upload) {
        this.patient = patient;
        this.upload = upload;
    }

    /** Sends it once; the answer, if one came. */
    Optional<Reply> once(int node, Pacer pacer) {
        if (!upload.resumable()) {
            return told(patient.client().once(plain(), node, pacer));
        }
        if (upload.path().isEmpty() && !create(node)) {
            return Optional.empty();
        }
        return told(patient.client().once(append(0), node, pacer));
    }

    /** Comes again, to one node after the other, until it is stored. */
    void insist(int firstNode) {
        int node = firstNode;
        for (int i = 0; i < TRIES && !upload.isStored(); i++) {
            if (upload.resumable()) {
                resume(node);
            } else {
                told(Optional.of(patient.client().call(plain(), node)));
            }
            node = node % patient.client().nodes() + 1;
        }
        if (!upload.isStored()) {
            patient.stage()
                    .tally()
                    .violated(Zero.UNANSWERED, "upload of seed " + upload.scan().seed());
        }
    }

    private void resume(int node) {
        if (upload.path().isEmpty()) {
            create(node);
            return;
        }
        var head = patient.client().call(tus("HEAD", upload.path()), node);
        if (head.status() == NOT_FOUND) {
            patient.stage()
                    .tally()
                    .violated(
                            Zero.LOST_WRITE,
                            "an upload under way is gone, of seed "
                                    + upload.scan().seed() + ", at node " + node);
            upload.path("");
            return;
        }
        told(Optional.of(head));
        if (upload.isStored()) {
            return;
        }
        if (head.status() == OK) {
            var offset = head.headers().firstValueAsLong("upload-offset").orElse(0);
            told(patient.client().once(append((int) offset), node, Pacer.FREE));
        }
        if (!upload.isStored()) {
            pause();
        }
    }

    /** Gives up what never became a record; whether nothing of it is left to be asked for. */
    boolean terminate(int node) {
        for (int i = 0; i < TRIES; i++) {
            var reply = patient.client().call(tus("DELETE", upload.path()), node);
            if (reply.status() != LOCKED) {
                return reply.status() == NO_CONTENT || reply.status() == NOT_FOUND;
            }
            pause();
        }
        return false;
    }

    /** How far a resumable upload is, as a node says. */
    Reply state(int node) {
        return patient.client().call(tus("HEAD", upload.path()), node);
    }

    private boolean create(int node) {
        var request = tus("POST", "/v1/uploads")
                .with("Upload-Length", "" + upload.scan().size())
                .with("Upload-Metadata", "kind " + base64("oral-scan") + ",filename " + base64("scan.stl"));
        var reply = patient.client().once(request, node);
        reply.filter(answer -> answer.status() == CREATED)
                .ifPresent(answer ->
                        upload.path(answer.headers().firstValue("location").orElseThrow()));
        return !upload.path().isEmpty();
    }

    private Request plain() {
        return patient.signed(upload.scan().upload()).key(upload.key());
    }

    private Request append(int offset) {
        var bytes = upload.scan().bytes();
        return tus("PATCH", upload.path())
                .with("Upload-Offset", "" + offset)
                .with("Content-Type", "application/offset+octet-stream")
                .body(Arrays.copyOfRange(bytes, offset, bytes.length));
    }

    private Request tus(String method, String path) {
        return patient.signed(Request.of("tus-" + method.toLowerCase(java.util.Locale.ROOT), method, path)
                        .with("Tus-Resumable", "1.0.0"))
                .streamed();
    }

    /** Takes the promise that an answer holds, if it holds one. */
    private Optional<Reply> told(Optional<Reply> answer) {
        answer.ifPresent(reply -> {
            var resumed = reply.headers().firstValue("mejene-record");
            if (resumed.isPresent() && reply.isOk()) {
                stored(resumed.get());
            } else if (reply.status() == CREATED) {
                stored(reply.text("id"));
            } else if (reply.isFailure() && !reply.asksToComeAgain() && !maybeMoved(reply)) {
                patient.unexplained(reply, "upload of seed " + upload.scan().seed());
            }
        });
        return answer;
    }

    /** Another request of the same upload, broken or not, may still be at work. */
    private boolean maybeMoved(Reply reply) {
        return upload.resumable() && (reply.status() == LOCKED || reply.status() == CONFLICT);
    }

    private void stored(String recordId) {
        patient.stage().tally().count(Figure.UPLOAD);
        upload.stored(recordId);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
