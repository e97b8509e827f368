package cn.mejene.support;

import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Place;

/**
 * Where a ticket came from (policy I(A)6).
 *
 * @param client network address, as far as the gateway trusts the hops before it
 * @param osVersion as the app tells it
 */
record Origin(String client, String osVersion) {

    static Place place(String member, String ticketId) {
        return new Place(member, KeyClass.IDENTITY, "support.ticket", "origin", ticketId);
    }

    /** Shows nothing of the person. */
    @Override
    public String toString() {
        return "Origin[***]";
    }
}
