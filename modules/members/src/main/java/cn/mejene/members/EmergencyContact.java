package cn.mejene.members;

import cn.mejene.kernel.Problem;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Place;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whom to call in an emergency (policy I(B)5): another person's data, kept sealed, never used for anything else.
 *
 * @param name 1 to 64 characters
 * @param phone E.164
 * @param relationship to the member, 1 to 32 characters
 * @param thirdPartyConsentDeclared that the other person agrees
 */
record EmergencyContact(
        String name,
        String phone,
        String relationship,
        @Nullable Boolean thirdPartyConsentDeclared) {
    private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final Pattern TEXT = Pattern.compile("[^\\p{Cntrl}]+");
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_RELATIONSHIP = 32;

    static Place place(String member) {
        return new Place(member, KeyClass.IDENTITY, "members.emergency_contact", "contact", member);
    }

    /** @throws Problem 422 when a field is wrong or the other person's agreement is not declared */
    EmergencyContact checked() {
        require(isText(name, LONGEST_NAME), "/name", "pattern");
        require(phone != null && PHONE.matcher(phone).matches(), "/phone", "pattern");
        require(isText(relationship, LONGEST_RELATIONSHIP), "/relationship", "pattern");
        require(Boolean.TRUE.equals(thirdPartyConsentDeclared), "/thirdPartyConsentDeclared", "const");
        return this;
    }

    private static boolean isText(@Nullable String text, int longest) {
        return text != null
                && text.codePointCount(0, text.length()) <= longest
                && TEXT.matcher(text).matches();
    }

    private static void require(boolean right, String pointer, String code) {
        if (!right) {
            throw Problem.invalid(pointer, code, "The body has a field of the wrong form.");
        }
    }

    /** Shows nobody. */
    @Override
    public String toString() {
        return "EmergencyContact[***]";
    }
}
