package cn.mejene.consent.source;

import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Place;
import java.time.Instant;

/**
 * One value that arrived beyond the scope of its source.
 *
 * @param id its id, {@code qua_…}
 * @param sealed the value; empty once it was decided about
 * @param state {@code quarantined}, {@code released}, {@code refused}, {@code expired}
 * @param deleteBy exclusive end of the time that it may wait
 */
record Quarantined(
        String id,
        String memberId,
        String sourceId,
        String partner,
        String field,
        byte[] sealed,
        String state,
        Instant receivedAt,
        Instant deleteBy) {

    /** As it is sealed. */
    record Value(String text) {
        /** Shows nothing of it. */
        @Override
        public String toString() {
            return "Value[***]";
        }
    }

    boolean waits(Instant now) {
        return state.equals("quarantined") && deleteBy.isAfter(now);
    }

    Place place() {
        return place(memberId, id);
    }

    static Place place(String member, String id) {
        return new Place(member, KeyClass.IDENTITY, "consent.quarantined", "value", id);
    }
}
