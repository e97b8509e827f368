package cn.mejene.members;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.StreamSupport;

/** Asks the module that keeps the consents about the caller's own. Virtual threads only. */
final class Consents {
    private final Bus bus;

    Consents(Bus bus) {
        this.bus = bus;
    }

    /** Whether she has, and to what the purpose is now: one that a new version has outdated counts no more. */
    boolean has(Call call, String purpose) {
        var items = bus.call(call.to("consent.list-consents", null))
                .body(JsonNode.class)
                .path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .anyMatch(consent -> consent.path("purpose").asText().equals(purpose)
                        && consent.path("status").asText().equals("given")
                        && !consent.path("outdated").asBoolean());
    }

    /** @throws Problem 403 {@code consent-required} */
    void require(Call call, String purpose) {
        if (!has(call, purpose)) {
            throw Problem.of(403, "consent-required", "The member has not consented to this purpose.")
                    .with("purpose", purpose);
        }
    }
}
