package cn.mejene.records.format;

import cn.mejene.kernel.Problem;

/** The two ways to refuse content. Details never quote it. */
final class Refusal {
    private Refusal() {}

    /** Another format than the kind allows. */
    static Problem unsupported(String detail) {
        return Problem.of(415, "unsupported-format", detail);
    }

    /** The right format, damaged, empty or contradicting itself. */
    static Problem damaged(String detail) {
        return Problem.of(422, "damaged-content", detail);
    }
}
