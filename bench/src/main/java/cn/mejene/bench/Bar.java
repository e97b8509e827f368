package cn.mejene.bench;

/**
 * What a figure is held against.
 *
 * @param id of the row
 * @param what is measured
 * @param against whom, in the same run
 * @param limit of the ratio
 * @param least whether the ratio must reach the limit; it must not exceed it otherwise
 */
public record Bar(String id, String what, String against, double limit, boolean least) {

    /** A ratio that must reach the limit. */
    public static Bar atLeast(String id, String what, String against, double limit) {
        return new Bar(id, what, against, limit, true);
    }

    /** A ratio that must not exceed the limit. */
    public static Bar atMost(String id, String what, String against, double limit) {
        return new Bar(id, what, against, limit, false);
    }

    boolean isReachedBy(double ratio) {
        return least ? ratio >= limit : ratio <= limit;
    }

    String text() {
        return (least ? "≥ " : "≤ ") + "%.2f".formatted(limit);
    }
}
