package cn.mejene.records.format;

import java.util.List;

/**
 * A binary PLY body: exactly the promised bytes, lists walked by their lengths, the vertices' single numbers finite.
 * Holds one vertex at most.
 */
final class PlyBinaryBody implements PlyBody {
    private static final int WIDEST = 8;

    private final PlyCursor cursor;
    private final boolean bigEndian;
    private final PlyVertices vertices;
    private final Gather row;
    private final Gather number = new Gather(WIDEST);
    private long skip;

    PlyBinaryBody(List<PlyElement> elements, boolean bigEndian) {
        var vertex = elements.stream().filter(PlyElement::isVertex).findFirst().orElseThrow();
        this.cursor = new PlyCursor(elements);
        this.bigEndian = bigEndian;
        this.vertices = new PlyVertices(vertex, bigEndian);
        this.row = new Gather(vertex.rowSize());
    }

    @Override
    public void inspect(Chunk chunk) {
        while (!chunk.isEmpty()) {
            if (skip > 0) {
                skip -= chunk.skip(skip);
            } else {
                step(chunk);
            }
        }
    }

    @Override
    public void finish() {
        if (!cursor.isDone() || skip > 0) {
            throw Refusal.damaged("The file is shorter than its header says.");
        }
    }

    private void step(Chunk chunk) {
        if (cursor.isDone()) {
            throw Refusal.damaged("The file is longer than its header says.");
        }
        var element = cursor.element();
        if (!cursor.isFixed()) {
            property(chunk);
        } else if (element.isVertex()) {
            rows(chunk);
        } else {
            skip = cursor.rowsLeft() * element.rowSize();
            cursor.skipRows(cursor.rowsLeft());
        }
    }

    private void rows(Chunk chunk) {
        var size = vertices.rowSize();
        var whole = Math.min(cursor.rowsLeft(), chunk.left() / size);
        if (row.isEmpty() && whole > 0) {
            vertices.check(chunk.bytes(), chunk.at(), (int) whole);
            chunk.skip(whole * size);
            cursor.skipRows(whole);
        } else if (row.fill(chunk, size)) {
            vertices.check(row.bytes(), 0, 1);
            row.clear();
            cursor.skipRows(1);
        }
    }

    private void property(Chunk chunk) {
        var property = cursor.property();
        if (!number.fill(chunk, property.minimum())) {
            return;
        }
        if (property.count().isPresent()) {
            skip = items(property.count().get()) * property.type().size();
        } else if (cursor.element().isVertex()) {
            PlyVertices.require(property.type(), number.bytes(), 0, bigEndian);
        }
        number.clear();
        cursor.nextProperty();
    }

    private long items(PlyType type) {
        var items = type.read(number, bigEndian);
        if (items < 0) {
            throw Refusal.damaged("The file has a list of negative length.");
        }
        return items;
    }
}
