package cn.mejene.chaos.seal;

/** A set of numbers that takes eight bytes or so for each. Not thread-safe. */
final class Fingerprints {
    private static final double FULL = 0.6;

    private final long[] slots;
    private boolean zero;

    /** @param most how many it will hold */
    Fingerprints(long most) {
        long slots = Long.highestOneBit(Math.max(1, (long) (most / FULL))) << 1;
        this.slots = new long[Math.toIntExact(slots)];
    }

    /** Whether it was not there yet. */
    boolean add(long number) {
        if (number == 0) {
            boolean fresh = !zero;
            zero = true;
            return fresh;
        }
        int mask = slots.length - 1;
        for (int at = (int) number & mask; ; at = at + 1 & mask) {
            if (slots[at] == 0) {
                slots[at] = number;
                return true;
            }
            if (slots[at] == number) {
                return false;
            }
        }
    }
}
