package cn.mejene.vault.seal;

import java.util.Arrays;
import java.util.Locale;

/** The ciphers that seal. What is sealed says by which; both open side by side. */
public enum Suite {
    /** AES-256-GCM with HKDF-SHA256: Tink's wire format. */
    AES_256_GCM(SealFormat.HEADER),
    /** SM4-GCM with HKDF-SM3 (GB/T 32907, 32905; RFC 8998): the same layout with commercial cryptography. */
    SM4_GCM(0x80 | SealFormat.HEADER);

    private final byte mark;

    Suite(int mark) {
        this.mark = (byte) mark;
    }

    /** The first byte of an object sealed so. */
    byte mark() {
        return mark;
    }

    static Suite marked(byte mark) {
        return Arrays.stream(values())
                .filter(suite -> suite.mark == mark)
                .findFirst()
                .orElseThrow(() -> new IntegrityException("header"));
    }

    /** The word stored in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException for a word of no suite */
    public static Suite of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
