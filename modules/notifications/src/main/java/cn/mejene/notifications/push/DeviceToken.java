package cn.mejene.notifications.push;

import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Place;

/** What a push service knows a member's device by, as it is sealed. */
record DeviceToken(String token) {

    static Place place(String member) {
        return new Place(member, KeyClass.IDENTITY, "notifications.push_token", "token", member);
    }

    @Override
    public String toString() {
        return "DeviceToken[***]";
    }
}
