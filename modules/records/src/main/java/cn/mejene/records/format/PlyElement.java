package cn.mejene.records.format;

import java.util.List;

/** One element of a PLY header: so many rows of these properties. */
record PlyElement(String name, int rows, List<PlyProperty> properties) {

    PlyElement {
        properties = List.copyOf(properties);
    }

    boolean isVertex() {
        return name.equals("vertex");
    }

    /** Whether all rows have the same length in a binary body. */
    boolean isFixed() {
        return properties.stream().noneMatch(PlyProperty::isList);
    }

    /** Bytes of a row whose lists, if any, are empty. */
    int rowSize() {
        return properties.stream().mapToInt(PlyProperty::minimum).sum();
    }

    /** Whether it has the property as a single number. */
    boolean hasScalar(String property) {
        return properties.stream().anyMatch(it -> !it.isList() && it.name().equals(property));
    }
}
