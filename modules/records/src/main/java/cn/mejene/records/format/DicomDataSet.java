package cn.mejene.records.format;

import cn.mejene.records.format.DicomNesting.Kind;

/**
 * Walks a DICOM data set element by element (PS3.5, 7), passing over values but for the few that describe the picture.
 * Throws 422 where the structure breaks.
 */
final class DicomDataSet {
    private static final int HEADER = 12;
    private static final int SHORT_HEADER = 8;
    private static final int LAST_RESERVED_GROUP = 0x0007;

    private final DicomSyntax syntax;
    private final DicomImage image;
    private final DicomNesting nesting;
    private final Gather header = new Gather(HEADER);
    private final Gather value = new Gather(DicomImage.LONGEST_VALUE);
    private long place;
    private long skip;
    private int wanted;
    private int tag;

    /** @param limit length of the data set, or the largest long where that is not known */
    DicomDataSet(DicomMeta meta, long limit) {
        this.syntax = meta.syntax();
        this.image = new DicomImage(meta);
        this.nesting = new DicomNesting(limit, syntax.implicit());
    }

    void inspect(Chunk chunk) {
        while (!chunk.isEmpty()) {
            if (skip > 0) {
                var passed = chunk.skip(skip);
                skip -= passed;
                place += passed;
            } else if (wanted > 0) {
                value(chunk);
            } else {
                header(chunk);
            }
        }
    }

    void finish() {
        nesting.closeAt(place);
        if (skip > 0 || wanted > 0 || !header.isEmpty() || !nesting.isRoot()) {
            throw Refusal.damaged("The DICOM data is cut short.");
        }
        image.finish();
    }

    private void value(Chunk chunk) {
        if (value.fill(chunk, wanted)) {
            image.describe(tag, value, wanted);
            place += wanted;
            wanted = 0;
            value.clear();
        }
    }

    private void header(Chunk chunk) {
        if (header.isEmpty()) {
            nesting.closeAt(place);
        }
        var implicit = nesting.isImplicit();
        if (!header.fill(chunk, SHORT_HEADER)) {
            return;
        }
        var size = DicomElement.headerSize(header, implicit, bigEndian());
        if (!header.fill(chunk, size)) {
            return;
        }
        var element = DicomElement.read(header, implicit, bigEndian());
        header.clear();
        place += size;
        nesting.require(place);
        element(element);
    }

    /** An unknown value in an explicit data set, read as elements, is little-endian: those of one are that anyway. */
    private boolean bigEndian() {
        return syntax.bigEndian() && !nesting.isImplicit();
    }

    private void element(DicomElement element) {
        switch (nesting.kind()) {
            case SEQUENCE -> inSequence(element);
            case FRAGMENTS -> inFragments(element);
            case ROOT, ITEM -> inItem(element);
        }
    }

    private void inSequence(DicomElement element) {
        if (closes(element, DicomElement.SEQUENCE_END)) {
            nesting.close();
        } else if (element.tag() != DicomElement.ITEM) {
            throw broken();
        } else if (element.isUndefined()) {
            nesting.open(Kind.ITEM, nesting.isImplicit());
        } else {
            nesting.open(Kind.ITEM, place + element.length());
        }
    }

    private void inFragments(DicomElement element) {
        if (closes(element, DicomElement.SEQUENCE_END)) {
            nesting.close();
            return;
        }
        if (element.tag() != DicomElement.ITEM || element.isUndefined()) {
            throw broken();
        }
        pass(element);
        image.fragment(element.length());
    }

    private void inItem(DicomElement element) {
        if (closes(element, DicomElement.ITEM_END)) {
            nesting.close();
            return;
        }
        if (element.isDelimiter() || element.group() <= LAST_RESERVED_GROUP) {
            throw broken();
        }
        if (nesting.isRoot() && element.tag() == DicomElement.PIXEL_DATA) {
            image.begin(element);
        }
        if (element.isUndefined()) {
            undefined(element);
        } else if (element.is("SQ")) {
            nesting.open(Kind.SEQUENCE, place + element.length());
        } else {
            defined(element);
        }
    }

    private boolean closes(DicomElement element, int delimiter) {
        return element.tag() == delimiter && element.length() == 0 && nesting.isDelimited();
    }

    private void undefined(DicomElement element) {
        if (element.is("OB") || element.is("OW")) {
            if (!syntax.encapsulated() || element.tag() != DicomElement.PIXEL_DATA) {
                throw broken();
            }
            image.nested(!nesting.isRoot());
            nesting.open(Kind.FRAGMENTS, false);
        } else if (nesting.isImplicit() && element.tag() != DicomElement.PIXEL_DATA) {
            nesting.open(Kind.SEQUENCE, true);
        } else if (element.is("SQ") || element.is("UN")) {
            nesting.open(Kind.SEQUENCE, element.is("UN"));
        } else {
            throw broken();
        }
    }

    private void defined(DicomElement element) {
        if (!nesting.isRoot() || !DicomImage.isDescribedBy(element.tag())) {
            pass(element);
            return;
        }
        if (element.length() > DicomImage.LONGEST_VALUE) {
            throw broken();
        }
        nesting.require(place + element.length());
        tag = element.tag();
        wanted = (int) element.length();
    }

    private void pass(DicomElement element) {
        nesting.require(place + element.length());
        skip = element.length();
    }

    private static RuntimeException broken() {
        return Refusal.damaged("The DICOM data breaks its structure.");
    }
}
