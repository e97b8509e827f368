package cn.mejene.chaos.storage;

import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Pacer;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Scan;
import cn.mejene.chaos.system.Ballast;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The disk has no more room than the nodes keep free: uploads are refused with 507, one that was under way too, reads go
 * on; and with room again everything does. For one thread.
 */
final class FullDisk {
    private static final int OK = 200;
    private static final int TRIANGLES = 30_000;

    private final Stage stage;
    private final String word;
    private final Random random;

    FullDisk(Stage stage, String word) {
        this.stage = stage;
        this.word = word;
        this.random = new Random(stage.random().nextLong());
    }

    /** @param stored what must stay readable */
    void run(Patient patient, Damages.Target stored) throws IOException {
        var uploads = List.of(upload(false), upload(true));
        var underWay = upload(true);
        try (var ballast = Ballast.in(stage.installation())) {
            refused(new Sending(patient, underWay).once(1, filling(ballast)), "under way");
            for (var upload : uploads) {
                for (int node : stage.installation().allNodes()) {
                    refused(new Sending(patient, upload).once(node, Pacer.FREE), "at node " + node);
                    read(stored, node);
                }
            }
        }
        patient.uploads().addAll(uploads);
        patient.uploads().add(underWay);
        for (var upload : patient.uploads().reversed().subList(0, uploads.size() + 1)) {
            new Sending(patient, upload)
                    .insist(1 + random.nextInt(stage.installation().nodes()));
        }
    }

    private Upload upload(boolean resumable) {
        var key = "full-" + random.nextLong();
        return new Upload(new Scan(TRIANGLES, random.nextLong(), word), key, resumable, Upload.Fate.INSISTS);
    }

    private static Pacer filling(Ballast ballast) {
        return (sent, size) -> {
            if (sent >= size / 2) {
                ballast.fill();
            }
        };
    }

    private void refused(Optional<Reply> answer, String what) {
        if (answer.isEmpty() || !answer.get().isFull()) {
            stage.tally()
                    .violated(
                            Zero.ROOM_TAKEN,
                            what + ": " + answer.map(Reply::status).orElse(0));
        }
    }

    private void read(Damages.Target stored, int node) {
        var patient = stored.patient();
        var whole = patient.client().receive(patient.content(stored.upload().recordId()), node);
        if (whole.status() != OK || !stored.upload().scan().equalsBytes(whole.bytes())) {
            stage.tally().violated(Zero.UPLOAD_DIFFERS, "with a full disk, at node " + node);
        }
    }
}
