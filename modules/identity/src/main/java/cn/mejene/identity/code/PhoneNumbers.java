package cn.mejene.identity.code;

import cn.mejene.kernel.Problem;
import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber;
import java.util.EnumSet;
import java.util.Set;

/** Reads phone numbers: complete, valid, mobile, of a served region. Thread-safe. */
public final class PhoneNumbers {
    private static final EnumSet<PhoneNumberType> MOBILE =
            EnumSet.of(PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE);

    private final PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
    private final Set<String> regions;

    public PhoneNumbers(Set<String> regions) {
        this.regions = Set.copyOf(regions);
    }

    /**
     * Reads a number with its country code.
     *
     * @throws Problem 422 when it is none that can get a code
     */
    public PhoneNumber read(String text) {
        var number = parse(text);
        var region = numbers.getRegionCodeForNumber(number);
        if (region == null || !regions.contains(region)) {
            throw refused("region");
        }
        if (!numbers.isValidNumberForRegion(number, region) || !MOBILE.contains(numbers.getNumberType(number))) {
            throw refused("phone");
        }
        return new PhoneNumber(numbers.format(number, PhoneNumberFormat.E164));
    }

    private Phonenumber.PhoneNumber parse(String text) {
        if (!text.startsWith("+")) {
            throw refused("phone");
        }
        try {
            return numbers.parse(text, null);
        } catch (NumberParseException e) {
            throw refused("phone");
        }
    }

    private static Problem refused(String code) {
        return Problem.invalid("/phone", code, "This is not a mobile number that codes can be sent to.");
    }
}
