package cn.mejene.consent.transfer;

/**
 * How many distinct people were concerned since 1 January in Shanghai, and what that demands (policy VII(A)2–4).
 *
 * @param people all of them
 * @param sensitive those whose sensitive information left
 */
record Volume(long people, long sensitive) {
    private static final long PEOPLE = 1_000_000;
    private static final long SENSITIVE = 10_000;

    /** Whether only a security assessment suffices: the bounds themselves count (Civil Code 1259). */
    boolean needsAssessment() {
        return people >= PEOPLE || sensitive >= SENSITIVE;
    }
}
