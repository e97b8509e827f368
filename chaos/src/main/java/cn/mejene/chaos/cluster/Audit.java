package cn.mejene.chaos.cluster;

import cn.mejene.chaos.Tally;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Looks at everything one member was promised, on every node. For one thread, once. */
final class Audit {
    private static final int PAGE = 500;
    private static final Duration TOLD = Duration.ofSeconds(60);

    private final Member member;
    private final int round;

    Audit(Member member, int round) {
        this.member = member;
        this.round = round;
    }

    void run() {
        member.signIn();
        for (int node : member.stage().installation().allNodes()) {
            profile(node);
            care(node);
            records(node);
        }
        inbox();
    }

    private void profile(int node) {
        var shown = read("get-profile", "/v1/me", node).json();
        if (!member.profileName().isEmpty()) {
            member.checkName(shown.path("name").asText(), node);
        }
        if (!member.smileId().isEmpty() && !shown.path("smileId").asText().equals(member.smileId())) {
            tally().violated(Zero.LOST_WRITE, member.name() + " has another Smile ID at node " + node);
        }
    }

    private void care(int node) {
        var consents = read("list-consents", "/v1/me/consents", node).json().path("items");
        boolean given = false;
        for (var consent : consents) {
            given |= consent.path("purpose").asText().equals("clinic-records")
                    && consent.path("status").asText().equals("given");
        }
        if (given != member.consented()) {
            tally().violated(given ? Zero.LATE_WRITE : Zero.LOST_WRITE, member.name() + "'s consent at node " + node);
        }
        var shown = ids(read("list-grants", "/v1/me/grants?limit=" + PAGE, node).json());
        var held = new HashSet<>(member.grants().values());
        if (!shown.containsAll(held)) {
            tally().violated(Zero.LOST_WRITE, member.name() + "'s grants at node " + node);
        }
        if (!held.containsAll(shown)) {
            tally().violated(Zero.LATE_WRITE, member.name() + "'s grants at node " + node);
        }
    }

    private void records(int node) {
        var shown =
                ids(read("list-records", "/v1/me/records?limit=" + PAGE, node).json());
        for (var upload : member.uploads()) {
            if (!shown.remove(upload.recordId())) {
                tally().violated(Zero.LOST_WRITE, upload.recordId() + " is not listed at node " + node);
            }
            if (upload.round() == round) {
                ReadBack.check(member, upload, member.call(ReadBack.request(upload), node));
            }
        }
        shown.forEach(unknown -> unpromised(unknown, node));
    }

    /** A record that no answer promised: the second one of some upload, or only a part of one. */
    private void unpromised(String recordId, int node) {
        var content = member.call(
                        Request.get("get-content", "/v1/records/" + recordId + "/content")
                                .streamed(),
                        node)
                .body();
        boolean whole =
                member.uploads().stream().anyMatch(upload -> upload.scan().equalsBytes(content));
        tally().violated(whole ? Zero.DOUBLED_EFFECT : Zero.PARTIAL_RECORD, recordId + " of " + member.name());
    }

    /** Every upload has told her once; the telling may take a moment. */
    private void inbox() {
        long end = System.nanoTime() + TOLD.toNanos();
        var missing = missing(messages());
        while (!missing.isEmpty() && System.nanoTime() < end) {
            pause();
            missing = missing(messages());
        }
        missing.forEach(record -> tally().violated(Zero.MESSAGE_MISSING, record));
        messages().forEach((record, count) -> {
            if (count > 1) {
                tally().violated(Zero.MESSAGE_DOUBLED, record + " in the inbox of " + member.name());
            }
        });
    }

    private Set<String> missing(Map<String, Integer> messages) {
        return member.uploads().stream()
                .map(Member.Upload::recordId)
                .filter(record -> !messages.containsKey(record))
                .collect(Collectors.toSet());
    }

    private Map<String, Integer> messages() {
        var counts = new HashMap<String, Integer>();
        var page = "/v1/me/inbox?limit=" + PAGE;
        var reply = read("list-inbox", page, member.anyNode()).json();
        while (true) {
            for (var message : reply.path("items")) {
                if (message.path("kind").asText().equals("record-stored")) {
                    counts.merge(message.at("/data/recordId").asText(), 1, Integer::sum);
                }
            }
            if (!reply.hasNonNull("next")) {
                return counts;
            }
            reply = read("list-inbox", page + "&cursor=" + reply.path("next").asText(), member.anyNode())
                    .json();
        }
    }

    private Reply read(String operation, String path, int node) {
        var reply = member.call(Request.get(operation, path), node);
        member.expect(reply, 200);
        return reply;
    }

    private static Set<String> ids(JsonNode page) {
        var ids = new HashSet<String>();
        page.path("items").forEach(item -> ids.add(item.path("id").asText()));
        return ids;
    }

    private Tally tally() {
        return member.tally();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
