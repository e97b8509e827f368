package cn.mejene.records.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/** Looks for numbers that are not finite in binary vertices of one length. Stateless after construction. */
final class PlyVertices {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int EXPONENT = 0x7f800000;

    /** A double's exponent lies in its upper half. */
    private static final int UPPER_EXPONENT = 0x7ff00000;

    private final int rowSize;
    private final boolean bigEndian;
    private final int[] floats;
    private final int[] doubles;

    PlyVertices(PlyElement vertex, boolean bigEndian) {
        this.rowSize = vertex.rowSize();
        this.bigEndian = bigEndian;
        this.floats = offsets(vertex, PlyType.FLOAT32);
        this.doubles = offsets(vertex, PlyType.FLOAT64);
    }

    int rowSize() {
        return rowSize;
    }

    /** Throws 422 when one of the rows has a number that is not finite. */
    void check(byte[] bytes, int from, int rows) {
        var infinite = false;
        for (var i = 0; i < rows; i++) {
            var at = from + i * rowSize;
            for (var offset : floats) {
                infinite |= isFull(word(bytes, at + offset, bigEndian), EXPONENT);
            }
            for (var offset : doubles) {
                infinite |= isFull(word(bytes, upper(at + offset, bigEndian), bigEndian), UPPER_EXPONENT);
            }
        }
        if (infinite) {
            throw notFinite();
        }
    }

    /** Throws 422 when the number of this type is not finite. */
    static void require(PlyType type, byte[] bytes, int at, boolean bigEndian) {
        var infinite =
                switch (type) {
                    case FLOAT32 -> isFull(word(bytes, at, bigEndian), EXPONENT);
                    case FLOAT64 -> isFull(word(bytes, upper(at, bigEndian), bigEndian), UPPER_EXPONENT);
                    case INT8, UINT8, INT16, UINT16, INT32, UINT32 -> false;
                };
        if (infinite) {
            throw notFinite();
        }
    }

    private static int upper(int at, boolean bigEndian) {
        return bigEndian ? at : at + 4;
    }

    private static boolean isFull(int word, int exponent) {
        return (word & exponent) == exponent;
    }

    private static int word(byte[] bytes, int at, boolean bigEndian) {
        var word = (int) INT.get(bytes, at);
        return bigEndian ? Integer.reverseBytes(word) : word;
    }

    private static RuntimeException notFinite() {
        return Refusal.damaged("The file holds numbers that are not finite.");
    }

    private static int[] offsets(PlyElement vertex, PlyType type) {
        var properties = vertex.properties();
        return IntStream.range(0, properties.size())
                .filter(i -> !properties.get(i).isList() && properties.get(i).type() == type)
                .map(i -> properties.subList(0, i).stream()
                        .mapToInt(PlyProperty::minimum)
                        .sum())
                .toArray();
    }
}
