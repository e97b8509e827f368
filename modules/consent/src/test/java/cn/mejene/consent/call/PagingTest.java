package cn.mejene.consent.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagingTest {

    @Test
    void answer_leadsToNextPage_whenThereIsMore() {
        var ids = Stream.generate(() -> Ids.make("grt")).limit(3).sorted().toList().reversed();

        var first = new JsonObject(Paging.of(call(Map.of("limit", "2")), "grt")
                .answer(ids, Function.identity())
                .body());
        var second = Paging.of(call(Map.of("limit", "2", "cursor", first.getString("next"))), "grt");

        assertThat(first.getJsonArray("items")).hasSize(2);
        assertThat(second.before()).isEqualTo(ids.get(1)).isGreaterThan(ids.get(2));
    }

    @Test
    void answer_hasNoNext_whenPageIsTheLast() {
        var answer = Paging.of(call(Map.of()), "grt").answer(List.of(Ids.make("grt")), Function.identity());

        assertThat(new JsonObject(answer.body()).containsKey("next")).isFalse();
    }

    @Test
    void before_sortsAfterEveryId_whenThereIsNoCursor() {
        assertThat(Paging.of(call(Map.of()), "grt").before()).isGreaterThan("zzz_zzzzzzzzzzzzzzzzzzzzzzzzzz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "Zm9v", "", "bXNnXzAxazBhM2I0YzVkNmU3ZjhnOWhhamJrY21k"})
    void of_isRefused_whenCursorIsForeign(String cursor) {
        assertThatThrownBy(() -> Paging.of(call(Map.of("cursor", cursor)), "grt"))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(422));
    }

    @Test
    void cursor_isOpaqueUrlSafeText_whenMade() {
        var ids = List.of(Ids.make("grt"), Ids.make("grt"));
        var next = new JsonObject(new Paging(1, "~").answer(ids, Function.identity()).body()).getString("next");

        assertThat(new String(Base64.getUrlDecoder().decode(next), StandardCharsets.US_ASCII)).isEqualTo(ids.getFirst());
    }

    private static Call call(Map<String, String> query) {
        return new Call(
                "consent.list-grants", Principal.anonymous(), Map.of(), query, Map.of(), null, null, 0, "", "127.0.0.1");
    }
}
