package cn.mejene.records.format;

/** The largest pictures accepted, so that no later reader has to unpack more. Stateless. */
final class Picture {
    private static final int LONGEST_SIDE = 65_535;
    private static final long MOST_PIXELS = 1L << 28;

    private Picture() {}

    /** Throws 422 unless both sides are positive and the picture is within the limits. */
    static void require(long width, long height) {
        if (width < 1 || height < 1) {
            throw Refusal.damaged("The picture has no pixels.");
        }
        if (width > LONGEST_SIDE || height > LONGEST_SIDE || width * height > MOST_PIXELS) {
            throw Refusal.damaged("The picture is larger than any that is accepted.");
        }
    }
}
