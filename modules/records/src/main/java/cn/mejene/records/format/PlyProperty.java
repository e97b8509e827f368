package cn.mejene.records.format;

import java.util.Optional;

/**
 * One property of a PLY element.
 *
 * @param type of the scalar, or of a list's items
 * @param count type of a list's length; empty for a scalar
 */
record PlyProperty(String name, PlyType type, Optional<PlyType> count) {

    boolean isList() {
        return count.isPresent();
    }

    /** The fewest bytes it takes in a binary body. */
    int minimum() {
        return count.orElse(type).size();
    }
}
