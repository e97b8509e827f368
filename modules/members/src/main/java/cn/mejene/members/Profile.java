package cn.mejene.members;

import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Place;
import org.jspecify.annotations.Nullable;

/**
 * What a member chose to tell about herself, sealed as one value; every field is optional (policy I(A)1.c).
 *
 * @param name 1 to 64 characters
 * @param gender one of {@code female}, {@code male}, {@code other}, {@code undisclosed}
 * @param birthMonth year and month of birth, e.g. {@code 1990-05}; a day is never taken (I(A)1.d)
 * @param email where notices go
 */
record Profile(
        @Nullable String name,
        @Nullable String gender,
        @Nullable String birthMonth,
        @Nullable String email) {
    static final Profile EMPTY = new Profile(null, null, null, null);

    static Place place(String member) {
        return new Place(member, KeyClass.IDENTITY, "members.profile", "profile", member);
    }

    /** Where an earlier profile stands. */
    static Place pastPlace(String member, String id) {
        return new Place(member, KeyClass.IDENTITY, "members.profile_before", "profile", id);
    }

    /** Shows nothing of the person. */
    @Override
    public String toString() {
        return "Profile[***]";
    }
}
