package cn.mejene.chaos.cluster;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Clinic;
import java.util.List;

/** Takes a grant or the consent back and lets the clinic try to read on every node at once. */
final class Revoke implements Act {
    private static final double CONSENT = 0.3;

    @Override
    public void perform(Member member, int round) {
        var read = member.uploads().stream()
                .filter(upload -> member.grants().containsKey(upload.clinicId()))
                .toList();
        if (read.isEmpty() || !member.consented()) {
            return;
        }
        var upload = read.get(member.random().nextInt(read.size()));
        var clinic = clinic(member, upload);
        boolean consent = member.random().nextDouble() < CONSENT;
        int node = consent ? Care.withdraw(member) : Care.revoke(member, clinic);
        if (node != 0) {
            List<Integer> nodes = member.stage().installation().allNodes();
            nodes.forEach(each -> tryToRead(member, clinic, upload, each));
        }
    }

    private static Clinic clinic(Member member, Member.Upload upload) {
        for (int i = 0; i < member.town().clinicCount(); i++) {
            if (member.town().clinic(i).id().equals(upload.clinicId())) {
                return member.town().clinic(i);
            }
        }
        throw new IllegalStateException("no clinic " + upload.clinicId());
    }

    private static void tryToRead(Member member, Clinic clinic, Member.Upload upload, int node) {
        var desk = member.client().named(member.name() + "/clinic");
        desk.once(clinic.content(upload.recordId()), node).ifPresent(reply -> {
            if (reply.isOk()) {
                member.tally()
                        .violated(
                                Zero.READ_AFTER_REVOCATION,
                                upload.recordId() + " of " + member.name() + " at node " + node);
            } else if (reply.status() == 403 || reply.status() == 404) {
                member.tally().count(Figure.READ_REFUSED);
            }
        });
    }
}
