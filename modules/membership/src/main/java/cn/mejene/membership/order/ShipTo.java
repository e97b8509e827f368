package cn.mejene.membership.order;

import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Place;

/** Where a parcel goes (policy I(A)5): asked for physical goods only, sealed, for the carrier and nobody else. */
record ShipTo(String recipient, String phone, String address) {

    static Place place(String member, String orderId) {
        return new Place(member, KeyClass.TRANSACTION, "membership.orders", "ship_to", orderId);
    }

    /** Shows nothing of the person. */
    @Override
    public String toString() {
        return "ShipTo[***]";
    }
}
