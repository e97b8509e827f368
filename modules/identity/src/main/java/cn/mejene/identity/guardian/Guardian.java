package cn.mejene.identity.guardian;

import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Place;

/**
 * Who consents for a child. Sealed.
 *
 * @param phone E.164
 * @param relationship to the child
 */
public record Guardian(String name, String phone, String relationship) {

    static Place place(String member) {
        return new Place(member, KeyClass.IDENTITY, "identity.guardian", "guardian", member);
    }

    static Place verificationPlace(String reference) {
        return new Place(reference, KeyClass.IDENTITY, "identity.guardian_verification", "guardian", reference);
    }

    /** Shows nobody. */
    @Override
    public String toString() {
        return "Guardian[***]";
    }
}
