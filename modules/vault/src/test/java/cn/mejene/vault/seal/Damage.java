package cn.mejene.vault.seal;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Everything that may happen to a stored object, after Tink's StreamingTestUtil: bits flipped, cut, extended, segments
 * deleted, doubled, swapped, spliced.
 */
public final class Damage {
    private Damage() {}

    /** One damaged copy after the other; none equals the original. */
    public static Stream<byte[]> of(byte[] sealed, byte[] other, int segment) {
        return Stream.of(
                        flips(sealed),
                        cuts(sealed, segment),
                        extensions(sealed, segment),
                        moves(sealed, segment),
                        splices(sealed, other, segment))
                .flatMap(each -> each)
                .filter(damaged -> !Arrays.equals(damaged, sealed));
    }

    private static Stream<byte[]> flips(byte[] sealed) {
        return IntStream.range(0, sealed.length).mapToObj(i -> {
            byte[] copy = sealed.clone();
            copy[i] ^= (byte) (1 << (i % 8));
            return copy;
        });
    }

    private static Stream<byte[]> cuts(byte[] sealed, int segment) {
        return IntStream.range(0, sealed.length)
                .filter(n -> n % 8 == 0 || n < 60 || (n + 1) % segment <= 2)
                .mapToObj(n -> Arrays.copyOf(sealed, n));
    }

    private static Stream<byte[]> extensions(byte[] sealed, int segment) {
        int toBoundary = segment - sealed.length % segment;
        return IntStream.of(1, 16, toBoundary, toBoundary + segment, segment)
                .mapToObj(n -> Arrays.copyOf(sealed, sealed.length + n));
    }

    private static Stream<byte[]> moves(byte[] sealed, int segment) {
        int count = (sealed.length + segment - 1) / segment;
        return IntStream.range(0, count)
                .boxed()
                .flatMap(i -> Stream.concat(
                        Stream.of(
                                join(part(sealed, 0, i, segment), part(sealed, i + 1, count, segment)),
                                join(part(sealed, 0, i + 1, segment), part(sealed, i, count, segment))),
                        IntStream.range(i + 1, count).mapToObj(j -> swap(sealed, i, j, count, segment))));
    }

    private static Stream<byte[]> splices(byte[] sealed, byte[] other, int segment) {
        int count = (sealed.length + segment - 1) / segment;
        return IntStream.range(1, count)
                .mapToObj(i -> join(part(sealed, 0, i, segment), part(other, i, count, segment)));
    }

    private static byte[] swap(byte[] sealed, int i, int j, int count, int segment) {
        return join(
                part(sealed, 0, i, segment),
                part(sealed, j, j + 1, segment),
                part(sealed, i + 1, j, segment),
                part(sealed, i, i + 1, segment),
                part(sealed, j + 1, count, segment));
    }

    private static byte[] part(byte[] sealed, int from, int to, int segment) {
        int start = Math.min(sealed.length, from * segment);
        return Arrays.copyOfRange(sealed, start, Math.max(start, Math.min(sealed.length, to * segment)));
    }

    private static byte[] join(byte[]... parts) {
        byte[] whole = new byte[Stream.of(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }
}
