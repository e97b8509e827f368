package cn.mejene.kernel.stream;

import org.jspecify.annotations.Nullable;

/**
 * What the head of a request says of its body.
 *
 * @param present whether there is one
 * @param length its bytes, when they were announced
 */
public record AnnouncedBody(boolean present, @Nullable Long length) {}
