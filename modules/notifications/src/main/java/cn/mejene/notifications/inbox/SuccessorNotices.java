package cn.mejene.notifications.inbox;

import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Map;

/** Who gets the reader's data after a merger or the like (policy III(B)2). One request only, virtual threads only. */
final class SuccessorNotices {
    private final Bus bus;
    private final Call call;

    private record Wanted(String id) {}

    /** Of all that is told about the event only who it is and how to reach it matters here. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Found(String name, String contact) {}

    SuccessorNotices(Bus bus, Call call) {
        this.bus = bus;
        this.call = call;
    }

    /** Name and contact, as a template has places for them. */
    Map<String, String> places(String event) {
        var found = bus.call(call.to("consent.describe-corporate-event", new Wanted(event)))
                .body(Found.class);
        return Map.of("recipient", found.name(), "contact", found.contact());
    }
}
