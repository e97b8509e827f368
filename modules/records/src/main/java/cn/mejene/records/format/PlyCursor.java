package cn.mejene.records.format;

import java.util.List;

/**
 * Where in the promised elements, rows and properties a PLY body stands. Passes over elements without rows or
 * properties.
 */
final class PlyCursor {
    private final List<PlyElement> elements;
    private List<PlyProperty> properties = List.of();
    private int element;
    private int property;
    private long rowsLeft;
    private boolean fixed;

    PlyCursor(List<PlyElement> elements) {
        this.elements = elements.stream()
                .filter(it -> it.rows() > 0 && !it.properties().isEmpty())
                .toList();
        enter(0);
    }

    boolean isDone() {
        return element == elements.size();
    }

    PlyElement element() {
        return elements.get(element);
    }

    PlyProperty property() {
        return properties.get(property);
    }

    /** Whether all rows of the current element have the same length in a binary body. */
    boolean isFixed() {
        return fixed;
    }

    /** Rows of the current element that are not complete. */
    long rowsLeft() {
        return rowsLeft;
    }

    /** Returns whether this completed a row. */
    boolean nextProperty() {
        if (++property < properties.size()) {
            return false;
        }
        property = 0;
        skipRows(1);
        return true;
    }

    void skipRows(long rows) {
        rowsLeft -= rows;
        if (rowsLeft == 0) {
            enter(element + 1);
        }
    }

    private void enter(int next) {
        element = next;
        if (!isDone()) {
            rowsLeft = element().rows();
            properties = element().properties();
            fixed = element().isFixed();
        }
    }
}
