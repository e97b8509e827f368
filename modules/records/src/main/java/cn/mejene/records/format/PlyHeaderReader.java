package cn.mejene.records.format;

import cn.mejene.records.format.PlyHeader.Format;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a PLY header of at most 64 KiB, line by line. Throws 422 at the first line it cannot have. */
final class PlyHeaderReader {
    private static final int LONGEST = 64 * 1024;

    private final Gather line = new Gather(LONGEST);
    private final List<PlyElement> elements = new ArrayList<>();
    private List<PlyProperty> properties = new ArrayList<>();
    private String element = "";
    private int rows;
    private @Nullable Format format;
    private int lines;
    private int total;

    /** Takes header bytes from the chunk; empty as long as {@code end_header} has not come. */
    Optional<PlyHeader> read(Chunk chunk) {
        while (!chunk.isEmpty()) {
            if (++total > LONGEST) {
                throw Refusal.damaged("The PLY header is longer than 64 KiB.");
            }
            line.fill(chunk, line.size() + 1);
            if (line.u8(line.size() - 1) == '\n' && isLast()) {
                return Optional.of(header());
            }
        }
        return Optional.empty();
    }

    private boolean isLast() {
        var end = line.size() - 1;
        var text = line.text(0, end > 0 && line.u8(end - 1) == '\r' ? end - 1 : end);
        line.clear();
        var words = text.strip().split("[ \t]+", -1);
        if (lines++ > 0) {
            switch (words[0]) {
                case "comment", "obj_info" -> {}
                case "format" -> format(words);
                case "element" -> element(words);
                case "property" -> property(words);
                case "end_header" -> {
                    return true;
                }
                default -> throw broken();
            }
        }
        return false;
    }

    private void format(String[] words) {
        require(words.length == 3 && words[2].equals("1.0") && format == null && elements.isEmpty());
        format = switch (words[1]) {
            case "ascii" -> Format.ASCII;
            case "binary_little_endian" -> Format.LITTLE_ENDIAN;
            case "binary_big_endian" -> Format.BIG_ENDIAN;
            default -> throw broken();
        };
    }

    private void element(String[] words) {
        require(words.length == 3 && format != null);
        close();
        var digits = words[2].getBytes(StandardCharsets.ISO_8859_1);
        element = words[1];
        rows = Decimal.count(digits, digits.length);
        if (rows < 0) {
            throw Refusal.damaged("The PLY header counts elements in no number a file could hold.");
        }
        require(elements.stream().noneMatch(it -> it.name().equals(element)));
    }

    private void property(String[] words) {
        require(!element.isEmpty());
        if (words.length == 5 && words[1].equals("list")) {
            var count = type(words[2]);
            require(count.isWhole());
            properties.add(new PlyProperty(words[4], type(words[3]), Optional.of(count)));
        } else {
            require(words.length == 3);
            properties.add(new PlyProperty(words[2], type(words[1]), Optional.empty()));
        }
    }

    private void close() {
        if (!element.isEmpty()) {
            elements.add(new PlyElement(element, rows, properties));
            properties = new ArrayList<>();
        }
    }

    private PlyHeader header() {
        close();
        if (format == null) {
            throw broken();
        }
        var vertex = elements.stream().filter(PlyElement::isVertex).findFirst();
        if (vertex.isEmpty() || vertex.get().rows() == 0) {
            throw Refusal.damaged("The file holds no vertices.");
        }
        if (!vertex.get().hasScalar("x")
                || !vertex.get().hasScalar("y")
                || !vertex.get().hasScalar("z")) {
            throw Refusal.damaged("The vertices have no x, y and z.");
        }
        return new PlyHeader(format, elements);
    }

    private static PlyType type(String name) {
        return PlyType.named(name).orElseThrow(PlyHeaderReader::broken);
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw broken();
        }
    }

    private static RuntimeException broken() {
        return Refusal.damaged("The PLY header breaks its grammar.");
    }
}
