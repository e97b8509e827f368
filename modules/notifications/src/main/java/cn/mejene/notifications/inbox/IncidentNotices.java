package cn.mejene.notifications.inbox;

import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import java.util.Map;

/** What the reader of an inbox is told of an incident that concerns her. One request only, virtual threads only. */
final class IncidentNotices {
    private final Bus bus;
    private final Call call;

    private record Wanted(String noticeId, String memberId, String language) {}

    private record Text(String facts, String measures, String advice, String remedies, String contact) {}

    private record Found(Text text, String categories) {}

    IncidentNotices(Bus bus, Call call) {
        this.bus = bus;
        this.call = call;
    }

    /** The four parts, whom to ask, and which of her data, as a template has places for them. */
    Map<String, String> places(String notice, Language language) {
        var wanted = new Wanted(notice, call.principal().id(), language.tag());
        var found = bus.call(call.to("audit.get-notice", wanted)).body(Found.class);
        var text = found.text();
        return Map.of(
                "facts", text.facts(),
                "measures", text.measures(),
                "advice", text.advice(),
                "remedies", text.remedies(),
                "contact", text.contact(),
                "categories", found.categories());
    }
}
