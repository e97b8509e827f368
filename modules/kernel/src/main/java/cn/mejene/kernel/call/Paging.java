package cn.mejene.kernel.call;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list that is ordered by time-ordered ids, newest first: {@code ?limit=&cursor=}. The cursor is the id
 * of the last item, made opaque.
 *
 * @param limit most items
 * @param after id of the last item of the page before; empty for the first page
 */
public record Paging(int limit, String after) {
    private static final int DEFAULT_LIMIT = 50;

    public static Paging of(Call call) {
        int limit = call.query("limit").map(Integer::parseInt).orElse(DEFAULT_LIMIT);
        return new Paging(limit, call.query("cursor").map(Paging::decode).orElse(""));
    }

    private static String decode(String cursor) {
        try {
            var id = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            if (Ids.isId(id)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Told below, like any other cursor that is not ours.
        }
        throw Problem.invalid("#cursor", "cursor", "The cursor is not one that this list gave out.");
    }

    /**
     * Answers a page.
     *
     * @param items up to {@code limit + 1} items; one more than the limit tells that there is a next page
     * @param id the item's id
     */
    public <T> Answer answer(List<T> items, Function<T, String> id) {
        return answer(items, id, null);
    }

    /** The same for a list of people's sensitive data: what it may be used for stands in it. */
    public <T> Answer answer(List<T> items, Function<T, String> id, @Nullable Presentation presentation) {
        boolean more = items.size() > limit;
        var page = more ? items.subList(0, limit) : items;
        var body = new LinkedHashMap<String, Object>();
        body.put("items", page);
        if (more) {
            var cursor = id.apply(page.getLast()).getBytes(StandardCharsets.US_ASCII);
            body.put("next", Base64.getUrlEncoder().withoutPadding().encodeToString(cursor));
        }
        if (presentation != null) {
            body.put("presentation", presentation);
        }
        return Answer.ok(body);
    }
}
