package cn.mejene.chaos.storage;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Tally;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Reply;
import java.util.Set;

/** Compares what one member was promised with what every node shows her. For one thread, once. */
final class Check {
    private static final int OK = 200;

    private final Patient patient;
    private final Set<Upload> known;

    /** @param known uploads that were compared before, byte by byte */
    Check(Patient patient, Set<Upload> known) {
        this.patient = patient;
        this.known = known;
    }

    void run() {
        var nodes = patient.stage().installation().allNodes();
        patient.signIn(nodes.getFirst());
        var listed = patient.listed(nodes.getFirst());
        patient.uploads().stream().map(Upload::recordId).forEach(listed::remove);
        listed.forEach(this::unpromised);
        for (int node : nodes) {
            compare(node);
        }
        patient.uploads().stream()
                .filter(upload -> !upload.path().isEmpty() && !upload.isStored())
                .forEach(this::unfinished);
        patient.uploads().stream().filter(Upload::isStored).forEach(known::add);
    }

    private void compare(int node) {
        var listed = patient.listed(node);
        for (var upload : patient.uploads()) {
            if (!upload.isStored() || known.contains(upload)) {
                continue;
            }
            if (!listed.contains(upload.recordId())) {
                tally().violated(Zero.LOST_WRITE, upload.recordId() + " is not listed at node " + node);
                continue;
            }
            var reply = patient.client().call(patient.content(upload.recordId()), node);
            if (reply.status() != OK) {
                tally().violated(Zero.LOST_WRITE, upload.recordId() + " at node " + node + ": " + reply.status());
            } else if (upload.scan().equalsBytes(reply.body())) {
                tally().count(Figure.READ_BACK);
            } else {
                tally().violated(Zero.UPLOAD_DIFFERS, upload.recordId() + " at node " + node);
            }
        }
    }

    /** A record that no answer promised: one whose answer was lost, whole and once, is right. */
    private void unpromised(String recordId) {
        var content = patient.client().call(patient.content(recordId), 1).body();
        var source = patient.uploads().stream()
                .filter(upload -> upload.scan().equalsBytes(content))
                .findFirst();
        if (source.isEmpty() || source.get().fate() == Upload.Fate.BREAKS_OFF) {
            tally().violated(Zero.PARTIAL_RECORD, recordId);
        } else if (source.get().isStored()) {
            tally().violated(
                            Zero.DOUBLED_EFFECT,
                            recordId + " and " + source.get().recordId());
        } else {
            source.get().stored(recordId);
        }
    }

    /** An upload that was given up says how far it is, and never that it is all there. */
    private void unfinished(Upload upload) {
        Reply state = new Sending(patient, upload).state(1);
        long offset = state.headers().firstValueAsLong("upload-offset").orElse(-1);
        if (state.status() != OK || offset < 0 || offset >= upload.scan().size()) {
            tally().violated(Zero.PARTIAL_RECORD, "an unfinished upload answers " + state.status() + ", " + offset);
        }
    }

    private Tally tally() {
        return patient.stage().tally();
    }
}
