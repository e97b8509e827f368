package cn.mejene.records.format;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.kernel.Problem;
import java.util.HashSet;
import java.util.Objects;
import java.util.OptionalLong;

/** Runs content through an inspector in several chunkings, which have to agree. Stateless. */
final class Inspection {
    private static final int[] CHUNKS = {1, 7, 64 * 1024, Integer.MAX_VALUE};

    private Inspection() {}

    /** The format's name, or the problem's status and code: {@code "422 damaged-content"}. */
    static String of(String kind, byte[] content) {
        var outcomes = new HashSet<String>();
        for (var chunk : CHUNKS) {
            outcomes.add(of(kind, content, chunk, OptionalLong.empty()));
            outcomes.add(of(kind, content, chunk, OptionalLong.of(content.length)));
        }
        assertThat(outcomes).as("outcomes of different chunkings").hasSize(1);
        return outcomes.iterator().next();
    }

    static String of(String kind, byte[] content, int chunk, OptionalLong length) {
        var inspector = Objects.requireNonNull(Inspectors.byKind().get(kind)).create(length);
        try {
            for (var at = 0; at < content.length; ) {
                var size = Math.min(chunk, content.length - at);
                inspector.inspect(content, at, size);
                at += size;
            }
            return inspector.finish(content.length);
        } catch (Problem problem) {
            return problem.status() + " " + problem.code();
        }
    }
}
