package cn.mejene.payments.provider;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Amounts as providers write them in yuan, as whole fen, without a detour over binary fractions. Stateless. */
public final class Fen {
    private static final Pattern YUAN = Pattern.compile("-?[0-9]{1,12}(\\.[0-9]{1,2})?");

    private Fen() {}

    /** @throws IllegalArgumentException when the text is not an amount with at most two decimals */
    public static long ofYuan(String yuan) {
        if (!YUAN.matcher(yuan).matches()) {
            throw new IllegalArgumentException("not an amount in yuan");
        }
        return new BigDecimal(yuan).movePointRight(2).longValueExact();
    }

    /** E.g. {@code 19900} as {@code 199.00}. */
    public static String toYuan(long fen) {
        return BigDecimal.valueOf(fen, 2).toPlainString();
    }
}
