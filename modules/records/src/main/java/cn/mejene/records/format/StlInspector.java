package cn.mejene.records.format;

import cn.mejene.kernel.stream.ContentInspector;
import java.util.OptionalLong;

/**
 * Tells binary from ASCII STL, which only the length does for sure: a binary header may begin with {@code solid}. Both
 * readings run side by side until one is impossible.
 */
final class StlInspector implements ContentInspector {
    private final BinaryStl binary;
    private final AsciiStl ascii = new AsciiStl();

    StlInspector(OptionalLong length) {
        binary = new BinaryStl(length);
    }

    @Override
    public void inspect(byte[] bytes, int offset, int length) {
        if (ascii.isPossible()) {
            ascii.inspect(bytes, offset, length);
        }
        if (binary.isPossible()) {
            binary.inspect(bytes, offset, length);
        }
        if (!ascii.isPossible() && !binary.isPossible()) {
            throw refusal();
        }
    }

    @Override
    public String finish(long size) {
        if (binary.matches()) {
            return "stl-binary";
        }
        if (ascii.isComplete()) {
            return "stl-ascii";
        }
        throw refusal();
    }

    private RuntimeException refusal() {
        if (ascii.hasBegun()) {
            return Refusal.damaged(ascii.isPossible() || !binary.isPlausible() ? ascii.fault() : binary.fault());
        }
        return binary.isPlausible()
                ? Refusal.damaged(binary.fault())
                : Refusal.unsupported("An oral scan has to be an STL or PLY file.");
    }
}
