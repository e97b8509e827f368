package cn.mejene.kernel.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.testing.CallTo;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PagingTest {
    private static final List<String> THREE = Stream.generate(() -> Ids.make("rec"))
            .limit(3)
            .sorted(java.util.Comparator.reverseOrder())
            .toList();

    private record Page(List<String> items, @Nullable String next) {}

    private static Paging paging(String limit, @Nullable String cursor) {
        var call = CallTo.operation("probe.list").query("limit", limit);
        return Paging.of((cursor == null ? call : call.query("cursor", cursor)).build());
    }

    @Test
    void of_startsAtNewestWith50_whenNothingIsAsked() {
        assertThat(Paging.of(CallTo.operation("probe.list").build())).isEqualTo(new Paging(50, ""));
    }

    @Test
    void answer_givesCursorOfLastItem_whenThereIsMore() {
        var page = paging("2", null).answer(THREE, Function.identity()).body(Page.class);

        assertThat(page.items()).isEqualTo(THREE.subList(0, 2));
        assertThat(paging("2", page.next())).isEqualTo(new Paging(2, THREE.get(1)));
        assertThat(page.next()).doesNotContain("rec_");
    }

    @Test
    void answer_givesNoCursor_whenPageIsTheLast() {
        assertThat(paging("3", null)
                        .answer(THREE, Function.identity())
                        .body(Page.class)
                        .next())
                .isNull();
        assertThat(paging("3", null)
                        .answer(List.<String>of(), Function.identity())
                        .body(Page.class)
                        .items())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "cmVjXzE", "JyBPUiAxPTE", "AAAA"})
    void of_isRefused_whenCursorIsNotOurs(String cursor) {
        var problem = catchThrowableOfType(Problem.class, () -> paging("2", cursor));

        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.errors()).containsExactly(new Problem.FieldError("#cursor", "cursor"));
    }
}
