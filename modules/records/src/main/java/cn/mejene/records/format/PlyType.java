package cn.mejene.records.format;

import java.util.Optional;

/** The number types a PLY header may name, by either of their names. */
enum PlyType {
    INT8(1, true),
    UINT8(1, true),
    INT16(2, true),
    UINT16(2, true),
    INT32(4, true),
    UINT32(4, true),
    FLOAT32(4, false),
    FLOAT64(8, false);

    private final int size;
    private final boolean whole;

    PlyType(int size, boolean whole) {
        this.size = size;
        this.whole = whole;
    }

    static Optional<PlyType> named(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "char", "int8" -> INT8;
                    case "uchar", "uint8" -> UINT8;
                    case "short", "int16" -> INT16;
                    case "ushort", "uint16" -> UINT16;
                    case "int", "int32" -> INT32;
                    case "uint", "uint32" -> UINT32;
                    case "float", "float32" -> FLOAT32;
                    case "double", "float64" -> FLOAT64;
                    default -> null;
                });
    }

    /** Bytes in a binary body. */
    int size() {
        return size;
    }

    boolean isWhole() {
        return whole;
    }

    /** Reads a whole number, or a float's bits. Not for doubles. */
    long read(Gather bytes, boolean bigEndian) {
        return switch (this) {
            case INT8 -> bytes.bytes()[0];
            case UINT8 -> bytes.u8(0);
            case INT16 -> (short) bytes.u16(0, bigEndian);
            case UINT16 -> bytes.u16(0, bigEndian);
            case INT32 -> (int) bytes.u32(0, bigEndian);
            case UINT32, FLOAT32, FLOAT64 -> bytes.u32(0, bigEndian);
        };
    }
}
