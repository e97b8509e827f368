package cn.mejene.chaos.cluster;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.Scan;

/** A clinic sends a scan to one node; now and then it sends it again under the same key, to another. */
final class ReceiveUpload implements Act {
    private static final int CREATED = 201;
    private static final int SMALLEST = 200;
    private static final int USUAL = 12_000;
    private static final int LARGEST = 60_000;
    private static final double LARGE = 0.1;
    private static final double REPEATED = 0.2;

    @Override
    public void perform(Member member, int round) {
        var random = member.random();
        var clinic = member.town().clinic(random.nextInt(member.town().clinicCount()));
        if (!Care.letIn(member, clinic)) {
            return;
        }
        int most = random.nextDouble() < LARGE ? LARGEST : USUAL;
        var scan = new Scan(random.nextInt(SMALLEST, most), random.nextLong());
        var request = clinic.upload(scan, member.smileId()).key(member.newKey());
        var desk = member.client().named(member.name() + "/clinic");
        var reply = desk.call(request, member.anyNode());
        if (!member.expect(reply, CREATED)) {
            return;
        }
        var id = reply.text("id");
        member.uploads().add(new Member.Upload(id, scan, clinic.id(), round));
        member.tally().count(Figure.UPLOAD);
        if (random.nextDouble() < REPEATED) {
            repeat(member, desk, request, id);
        }
    }

    private static void repeat(Member member, Client desk, Request request, String first) {
        var again = desk.call(request, member.anyNode());
        if (member.expect(again, CREATED) && !again.text("id").equals(first)) {
            member.tally().violated(Zero.DOUBLED_EFFECT, first + " and " + again.text("id") + " under one key");
        }
    }
}
