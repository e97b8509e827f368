package cn.mejene.records.format;

import java.nio.charset.StandardCharsets;

/** Decides whether a word is a finite decimal number, without making objects for the usual ones. */
final class Decimal {
    /** Any number below 10^38 fits a float. */
    private static final int FLOAT_ORDER = 38;

    private static final int EXPONENT_CAP = 100_000;

    private final byte[] text;
    private final int length;
    private int at;

    private Decimal(byte[] text, int length) {
        this.text = text;
        this.length = length;
    }

    /** @param wide whether it has to fit a double rather than a float */
    static boolean isFinite(byte[] text, int length, boolean wide) {
        var order = new Decimal(text, length).order();
        return order != Integer.MIN_VALUE && (order <= FLOAT_ORDER || fits(text, length, wide));
    }

    /** The value of a word of decimal digits only, or -1 when it is none or above an int. */
    static int count(byte[] text, int length) {
        long value = 0;
        for (var i = 0; i < length; i++) {
            var digit = text[i] - '0';
            if (digit < 0 || digit > 9 || value > Integer.MAX_VALUE) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return length == 0 || value > Integer.MAX_VALUE ? -1 : (int) value;
    }

    private static boolean fits(byte[] text, int length, boolean wide) {
        var number = new String(text, 0, length, StandardCharsets.ISO_8859_1);
        return wide ? Double.isFinite(Double.parseDouble(number)) : Float.isFinite(Float.parseFloat(number));
    }

    /** An n with |value| < 10^n, or the least int when the word is no number. */
    private int order() {
        sign();
        var whole = digits();
        var fraction = take('.') ? digits() : 0;
        if (whole + fraction == 0) {
            return Integer.MIN_VALUE;
        }
        var exponent = 0;
        if (take('e') || take('E')) {
            var negative = sign();
            var from = at;
            exponent = negative ? -exponent() : exponent();
            if (at == from) {
                return Integer.MIN_VALUE;
            }
        }
        return at == length ? whole + exponent : Integer.MIN_VALUE;
    }

    private boolean sign() {
        var negative = take('-');
        if (!negative) {
            take('+');
        }
        return negative;
    }

    private boolean take(char expected) {
        if (at < length && text[at] == expected) {
            at++;
            return true;
        }
        return false;
    }

    private int digits() {
        var from = at;
        while (at < length && isDigit()) {
            at++;
        }
        return at - from;
    }

    private int exponent() {
        var value = 0;
        while (at < length && isDigit()) {
            value = Math.min(EXPONENT_CAP, value * 10 + text[at++] - '0');
        }
        return value;
    }

    private boolean isDigit() {
        return text[at] >= '0' && text[at] <= '9';
    }
}
