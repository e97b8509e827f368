package cn.mejene.audit.tree;

import java.util.regex.Pattern;

/**
 * Which tile (C2SP tlog-tiles).
 *
 * @param level of hashes, or {@link #ENTRIES}
 * @param index within the level
 * @param width how many hashes or entries, 256 for a full tile
 */
public record TilePath(int level, long index, int width) {
    /** The level of entry bundles. */
    public static final int ENTRIES = -1;
    /** Hashes or entries of a full tile. */
    public static final int FULL = 256;
    /** Binary levels that a tile spans. */
    public static final int HEIGHT = 8;

    private static final Pattern PATH = Pattern.compile(
            "(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/){0,5})([0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    /** Parses what follows {@code tile/}; any other text is no tile. */
    public static TilePath parse(String path) {
        var match = PATH.matcher(path);
        if (!match.matches()) {
            throw new IllegalArgumentException("not the path of a tile");
        }
        int level = match.group(1).equals("entries") ? ENTRIES : Integer.parseInt(match.group(1));
        long index = Long.parseLong((match.group(2) + match.group(3)).replaceAll("[x/]", ""));
        int width = match.group(4) == null ? FULL : Integer.parseInt(match.group(4));
        var tile = new TilePath(level, index, width);
        if (width > FULL || !tile.toString().equals(path)) {
            throw new IllegalArgumentException("not the path of a tile");
        }
        return tile;
    }

    /** How many hashes a tile of a level has in a tree of some size; 0 when there is no such tile. */
    public static int width(int level, long index, long size) {
        long hashes = size >> Math.min(63, HEIGHT * Math.max(level, 0));
        return Math.clamp(hashes - index * FULL, 0, FULL);
    }

    public boolean isFull() {
        return width == FULL;
    }

    @Override
    public String toString() {
        var number = new StringBuilder("%03d".formatted(index % 1000));
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            number.insert(0, "x%03d/".formatted(rest % 1000));
        }
        return (level == ENTRIES ? "entries" : level) + "/" + number + (isFull() ? "" : ".p/" + width);
    }
}
