package cn.mejene.records.format;

/** The sequences, items and fragment lists that are open at a place of a DICOM data set. At most 64 deep. */
final class DicomNesting {
    private static final int DEEPEST = 64;

    /** What is open. */
    enum Kind {
        ROOT,
        SEQUENCE,
        ITEM,
        FRAGMENTS
    }

    private final Kind[] kinds = new Kind[DEEPEST];
    private final long[] limits = new long[DEEPEST];
    private final boolean[] defined = new boolean[DEEPEST];
    private final boolean[] implicit = new boolean[DEEPEST];
    private int top;

    /** @param limit where the data set ends, or the largest long where that is not known */
    DicomNesting(long limit, boolean implicit) {
        this.kinds[0] = Kind.ROOT;
        this.limits[0] = limit;
        this.implicit[0] = implicit;
    }

    boolean isRoot() {
        return top == 0;
    }

    Kind kind() {
        return kinds[top];
    }

    /** Whether what is open ends by a delimiter. */
    boolean isDelimited() {
        return top > 0 && !defined[top];
    }

    boolean isImplicit() {
        return implicit[top];
    }

    /** The place which nothing that is open may cross. */
    long limit() {
        return limits[top];
    }

    /** Opens something of unknown length. */
    void open(Kind kind, boolean withoutRepresentation) {
        push(kind, limit(), false, withoutRepresentation);
    }

    /** Opens something that ends at the given place; throws 422 when that crosses what is open. */
    void open(Kind kind, long end) {
        require(end);
        push(kind, end, true, isImplicit());
    }

    /** Throws 422 when the place lies outside what is open. */
    void require(long place) {
        if (place > limit()) {
            throw Refusal.damaged("The DICOM data has an element that is longer than what holds it.");
        }
    }

    void close() {
        top--;
    }

    /** Closes everything of known length that ends here. */
    void closeAt(long place) {
        while (top > 0 && defined[top] && limits[top] == place) {
            top--;
        }
    }

    private void push(Kind kind, long limit, boolean known, boolean withoutRepresentation) {
        if (++top == DEEPEST) {
            throw Refusal.damaged("The DICOM data is nested too deeply.");
        }
        kinds[top] = kind;
        limits[top] = limit;
        defined[top] = known;
        implicit[top] = withoutRepresentation;
    }
}
