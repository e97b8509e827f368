package cn.mejene.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdsTest {

    @Test
    void make_hasPrefixAnd26Digits_always() {
        assertThat(Ids.make("mem")).matches("mem_[0-7][0-9a-hjkmnp-tv-z]{25}");
        assertThat(Ids.isId("mem", Ids.make("mem"))).isTrue();
        assertThat(Ids.isId(Ids.make("mem"))).isTrue();
    }

    @Test
    void make_keepsOrderOfTime_whenManyAreMade() {
        var made = IntStream.range(0, 10_000).mapToObj(i -> Ids.make("rec")).toList();

        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void make_isUnique_whenThreadsCompete() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var parts = threads.invokeAll(IntStream.range(0, 4)
                    .mapToObj(thread -> (java.util.concurrent.Callable<List<String>>) () -> IntStream.range(0, 5_000)
                            .mapToObj(i -> Ids.make("rec"))
                            .toList())
                    .toList());
            var all = new ArrayList<String>();
            for (var part : parts) {
                all.addAll(part.get());
            }
            assertThat(new HashSet<>(all)).hasSize(20_000);
        }
    }

    @Test
    void isId_refuses_whenPrefixIsAnother() {
        assertThat(Ids.isId("mem", Ids.make("rec"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mem",
                "mem_",
                "mem_01k0000000000000000000000",
                "mem_01k000000000000000000000000",
                "mem_01K00000000000000000000000",
                "mem_01k0000000000000000000000i",
                "mem_01k0000000000000000000000\n",
                "m_01k00000000000000000000000",
                "+8613800138000"
            })
    void isId_refuses_whenFormIsWrong(String text) {
        assertThat(Ids.isId(text)).isFalse();
    }
}
