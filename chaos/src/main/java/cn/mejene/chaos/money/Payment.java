package cn.mejene.chaos.money;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A payment that a buyer has begun.
 *
 * @param clientParams what her app was given
 */
record Payment(Buyer buyer, String id, String orderId, JsonNode clientParams) {

    @Override
    public String toString() {
        return "Payment[" + id + "]";
    }
}
