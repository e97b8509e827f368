package cn.mejene.chaos.access;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Phone numbers nobody has, by prefix: numbers of one prefix differ in their last four digits only, which is how the
 * platform counts. Of one run only, whatever the seed. For one thread.
 */
final class Numbers {
    private static final int PREFIXES = 9_000;
    private static final int OF_A_PREFIX = 10_000;

    private final int first = ThreadLocalRandom.current().nextInt(PREFIXES);
    private int next;

    /** A number of the prefix with this index. */
    String of(int prefix, int index) {
        return "+86135%04d%04d".formatted((first + prefix) % PREFIXES, index % OF_A_PREFIX);
    }

    /** One of a prefix that has not been used before. */
    String fresh(Random random) {
        return "+86136%04d%04d".formatted((first + next++) % PREFIXES, random.nextInt(OF_A_PREFIX));
    }
}
