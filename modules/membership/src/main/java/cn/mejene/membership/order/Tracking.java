package cn.mejene.membership.order;

import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Place;

/** A carrier's number of a parcel, as it is sealed: it leads to an address. */
record Tracking(String number) {

    static Place place(String member, String orderId) {
        return new Place(member, KeyClass.TRANSACTION, "membership.shipment", "tracking", orderId);
    }

    /** Does not show the number. */
    @Override
    public String toString() {
        return "Tracking[***]";
    }
}
