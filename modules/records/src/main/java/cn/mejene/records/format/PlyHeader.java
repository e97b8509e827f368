package cn.mejene.records.format;

import java.util.List;

/** What a complete PLY header promises. */
record PlyHeader(Format format, List<PlyElement> elements) {
    enum Format {
        ASCII("ply-ascii"),
        LITTLE_ENDIAN("ply-binary-little-endian"),
        BIG_ENDIAN("ply-binary-big-endian");

        private final String published;

        Format(String published) {
            this.published = published;
        }

        String published() {
            return published;
        }
    }

    PlyHeader {
        elements = List.copyOf(elements);
    }

    /** The fewest bytes a body can have: empty lists; in ASCII one digit and one separator a number. */
    long minimumBody() {
        var text = format == Format.ASCII;
        var sum = elements.stream()
                .mapToLong(it -> (long) it.rows() * (text ? 2L * it.properties().size() : it.rowSize()))
                .sum();
        return text ? Math.max(0, sum - 1) : sum;
    }
}
