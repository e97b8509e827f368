package cn.mejene.members;

import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Place;

/** A Smile ID as it is sealed in its row. */
record SealedSmileId(String symbols) {

    static Place place(String member) {
        return new Place(member, KeyClass.IDENTITY, "members.smile_id", "smile_id", member);
    }

    /** Does not show the id. */
    @Override
    public String toString() {
        return "SealedSmileId[***]";
    }
}
