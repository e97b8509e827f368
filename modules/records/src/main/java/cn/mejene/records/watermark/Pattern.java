package cn.mejene.records.watermark;

import java.util.Random;
import java.util.zip.CRC32;

/**
 * What the hidden mark is made of: a square of 32 by 32 chips of 8 pixels, repeated over the picture. Every chip is the sum
 * of a sign that is always the same, by which the square is found, and a sign that carries one bit of the code. The signs
 * are fixed and known: the mark tells who leaked a picture, it does not stop whoever sets out to remove it.
 */
final class Pattern {
    static final int SIDE = 32;
    static final int CHIP = 8;
    static final int TILE = SIDE * CHIP;
    static final int CODE_BITS = 48;
    static final int BITS = CODE_BITS + 32;

    private final byte[] sync = new byte[SIDE * SIDE];
    private final byte[] sign = new byte[SIDE * SIDE];
    private final int[] bit = new int[SIDE * SIDE];

    Pattern() {
        var random = new Random(0x6d656a656e65L);
        for (int i = 0; i < sync.length; i++) {
            sync[i] = (byte) (random.nextBoolean() ? 1 : -1);
            bit[i] = i % BITS;
        }
        for (int i = bit.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int moved = bit[i];
            bit[i] = bit[other];
            bit[other] = moved;
        }
        balance();
    }

    /** Half of each bit's chips have the sign of the square, half the other one, so that neither disturbs the other. */
    private void balance() {
        var count = new int[BITS];
        for (int i = 0; i < sign.length; i++) {
            int number = count[bit[i]]++;
            if (number < sign.length / BITS / 2 * 2) {
                sign[i] = (byte) (number % 2 == 0 ? sync[i] : -sync[i]);
            }
        }
    }

    int sync(int chip) {
        return sync[chip];
    }

    /** The sign that the chip has when its bit is 1; 0 where it carries none. */
    int sign(int chip) {
        return sign[chip];
    }

    int bitOf(int chip) {
        return bit[chip];
    }

    /** The code with its check sum, lowest bit first. */
    static boolean[] bits(long code) {
        long check = check(code);
        var bits = new boolean[BITS];
        for (int i = 0; i < CODE_BITS; i++) {
            bits[i] = ((code >> i) & 1) == 1;
        }
        for (int i = 0; i < 32; i++) {
            bits[CODE_BITS + i] = ((check >> i) & 1) == 1;
        }
        return bits;
    }

    /** The code, or -1 when its check sum is another. */
    static long code(boolean[] bits) {
        long code = 0;
        long check = 0;
        for (int i = 0; i < BITS; i++) {
            if (bits[i]) {
                if (i < CODE_BITS) {
                    code |= 1L << i;
                } else {
                    check |= 1L << (i - CODE_BITS);
                }
            }
        }
        return check == check(code) ? code : -1;
    }

    private static long check(long code) {
        var crc = new CRC32();
        for (int shift = 0; shift < CODE_BITS; shift += 8) {
            crc.update((int) ((code >> shift) & 255));
        }
        return crc.getValue();
    }
}
