package cn.mejene.membership.order;

import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Place;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The warranty card of one line of an order.
 *
 * @param endsAt exclusive
 * @param evidence sealed {@link cn.mejene.kernel.privacy.Evidence} of its {@link Text}
 */
@SuppressWarnings("ArrayRecordComponent")
record Warranty(
        String id,
        String orderId,
        int line,
        String memberId,
        Instant startsAt,
        Instant endsAt,
        String evidenceId,
        byte[] evidence) {
    static final String FORM = "mejene-warranty/1";

    /**
     * What a card proves: what was made and delivered, by which order and which confirmed plan, and for how long it is
     * answered for. Its JSON, in this order of fields, is what the log commits to.
     *
     * @param plan the evidence of the plan that the member confirmed, where there was one
     * @param events the states of the order, up to its delivery
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"form", "id", "warranty", "member", "order", "item", "plan", "validFrom", "validUntil", "events"
    })
    record Text(
            String form,
            String id,
            String warranty,
            String member,
            String order,
            Thing item,
            @Nullable String plan,
            Instant validFrom,
            Instant validUntil,
            List<Step> events) {}

    /** What was made. */
    record Thing(String sku, int version, String title, int quantity) {}

    /** When the order came into a state. */
    record Step(String event, Instant at) {}

    Place place() {
        return place(memberId, id);
    }

    static Place place(String member, String id) {
        return new Place(member, KeyClass.TRANSACTION, "membership.warranty", "evidence", id);
    }
}
