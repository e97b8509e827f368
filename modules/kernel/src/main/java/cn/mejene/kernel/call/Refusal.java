package cn.mejene.kernel.call;

import cn.mejene.kernel.Problem;

/** A {@link Problem} on its way over the bus. */
public record Refusal(Problem problem) implements Reply {}
