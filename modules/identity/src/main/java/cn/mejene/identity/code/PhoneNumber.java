package cn.mejene.identity.code;

import cn.mejene.kernel.call.MessagePort.Channel;
import java.util.Optional;

/**
 * A mobile number in E.164 form. Made by {@link PhoneNumbers}, which checks it; sealed wherever it is kept.
 *
 * @param e164 e.g. {@code +8613800138000}
 */
public record PhoneNumber(String e164) implements CodeAddress {
    private static final String MAINLAND = "+86";
    private static final int LAST = 4;

    /** What may be shown: {@code 138****8000}, with the country code where it is not the mainland's. */
    public String masked() {
        var shown = e164.startsWith(MAINLAND) ? e164.substring(MAINLAND.length()) : e164;
        return shown.substring(0, 3) + "****" + shown.substring(shown.length() - LAST);
    }

    @Override
    public Channel channel() {
        return Channel.SMS;
    }

    @Override
    public String text() {
        return e164;
    }

    @Override
    public String kind() {
        return "phone";
    }

    /** All but its last four digits. */
    @Override
    public Optional<String> block() {
        return Optional.of(e164.substring(0, e164.length() - LAST));
    }

    /** Shows nothing of the number. */
    @Override
    public String toString() {
        return "PhoneNumber[***]";
    }
}
