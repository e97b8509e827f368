package cn.mejene.records.format;

import java.util.List;

/**
 * An ASCII PLY body: the promised numbers, all finite. A row may break anywhere and ends with its line: some writers
 * put more numbers into it than their header says, which readers pass over.
 */
final class PlyAsciiBody implements PlyBody, Tokens.Sink {
    private final PlyCursor cursor;
    private final Tokens tokens = new Tokens();
    private int itemsLeft;
    private boolean rowComplete;

    PlyAsciiBody(List<PlyElement> elements) {
        cursor = new PlyCursor(elements);
    }

    @Override
    public void inspect(Chunk chunk) {
        if (!tokens.feed(chunk.bytes(), chunk.at(), chunk.left(), this)) {
            throw broken();
        }
        chunk.skip(chunk.left());
    }

    @Override
    public void finish() {
        if (!tokens.end(this)) {
            throw broken();
        }
        if (!cursor.isDone()) {
            throw Refusal.damaged("The file has fewer rows than its header says.");
        }
    }

    @Override
    public boolean word(byte[] text, int length) {
        if (rowComplete) {
            return Decimal.isFinite(text, length, true);
        }
        if (cursor.isDone()) {
            return false;
        }
        var property = cursor.property();
        if (property.isList() && itemsLeft == 0) {
            return list(Decimal.count(text, length));
        }
        if (!Decimal.isFinite(text, length, property.type() == PlyType.FLOAT64)) {
            return false;
        }
        if (!property.isList() || --itemsLeft == 0) {
            rowComplete = cursor.nextProperty();
        }
        return true;
    }

    @Override
    public void lineEnd() {
        rowComplete = false;
    }

    private boolean list(int items) {
        itemsLeft = items;
        if (items == 0) {
            rowComplete = cursor.nextProperty();
        }
        return items >= 0;
    }

    private static RuntimeException broken() {
        return Refusal.damaged("The file has other rows than its header says, or numbers that are not finite.");
    }
}
