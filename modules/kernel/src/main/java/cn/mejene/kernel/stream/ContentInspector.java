package cn.mejene.kernel.stream;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Looks at an upload's bytes as they pass and decides whether they are what they claim to be.
 *
 * <p>One instance per upload, called in order and never by two threads at once, off the event loop. Constant memory
 * whatever the size; keeps no byte beyond what it needs for the decision and never changes one.
 */
public interface ContentInspector {

    /**
     * Sees the next bytes.
     *
     * @throws cn.mejene.kernel.Problem 415 or 422 as soon as it is certain that the content must be refused
     */
    void inspect(byte[] bytes, int offset, int length);

    /**
     * Sees the end.
     *
     * @param size length of the whole content in bytes
     * @return the format's name, e.g. {@code stl-binary}
     * @throws cn.mejene.kernel.Problem 415 when the content has another format than its kind allows, 422 when it is
     *     damaged or holds nothing
     */
    String finish(long size);

    /**
     * What makes the content dangerous although it is what it claims to be, once {@link #finish} has answered: the name
     * of a finding, of ASCII letters, digits and {@code . _ -}. Such content is kept and given to nobody.
     */
    default Optional<String> finding() {
        return Optional.empty();
    }

    /** Whether it asks somebody else and may wait for the answer. */
    default boolean mayWait() {
        return false;
    }

    /** Lets go what the inspector holds, wherever the content stands; idempotent, never blocks, on any thread. */
    default void close() {}

    /** Makes an inspector for one upload. */
    @FunctionalInterface
    interface Factory {
        /** @param length the whole content's declared length in bytes, when the caller declared one */
        ContentInspector create(OptionalLong length);
    }
}
