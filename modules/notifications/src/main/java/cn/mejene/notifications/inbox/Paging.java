package cn.mejene.notifications.inbox;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * Which page of a list a call asks for. Lists are ordered by id, newest first; the cursor is the last id of the page
 * before and means nothing to the caller.
 *
 * @param limit most items of the page
 * @param before ids of the page sort before this text
 */
record Paging(int limit, String before) {
    private static final int DEFAULT_LIMIT = 20;
    /** Sorts after every id. */
    private static final String END = "~";

    /** Reads {@code limit} and {@code cursor}; 422 for a cursor that was not given out for ids of this prefix. */
    static Paging of(Call call, String prefix) {
        var limit = call.query("limit").map(Integer::parseInt).orElse(DEFAULT_LIMIT);
        return new Paging(limit, call.query("cursor").map(c -> decode(c, prefix)).orElse(END));
    }

    private static String decode(String cursor, String prefix) {
        try {
            var id = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            if (Ids.isId(prefix, id)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Not base64: the same answer as for a cursor of another list.
        }
        throw Problem.invalid("#cursor", "cursor", "The cursor does not belong to this list.");
    }

    /** How many rows to read: one more than fits, to see whether there is a next page. */
    int rows() {
        return limit + 1;
    }

    /** The page made of {@link #rows()} rows. */
    <T> Answer answer(List<T> rows, Function<T, String> id) {
        if (rows.size() <= limit) {
            return Answer.page(rows, null);
        }
        var items = rows.subList(0, limit);
        var last = id.apply(items.getLast()).getBytes(StandardCharsets.US_ASCII);
        return Answer.page(items, Base64.getUrlEncoder().withoutPadding().encodeToString(last));
    }
}
