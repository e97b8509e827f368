package cn.mejene.kernel.call;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a client lets people do with a list of other people's sensitive data (policy IV(A)4): by default to look at it and
 * nothing else. A client that shows such a list obeys; what the server itself can hold back, it does not send.
 *
 * @param watermark what stands over the list: who looks at it, when, and in which request
 * @param list what an approval for this list is asked for by; none where there can be no approval
 * @param approval that lets the caller do more, and until when
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Presentation(
        boolean copy,
        boolean print,
        boolean screenshot,
        boolean download,
        String watermark,
        @Nullable String list,
        @Nullable String approval,
        @Nullable String approvedUntil) {

    /** For the one who calls, now. */
    public static Presentation lookOnly(Call call, Instant now) {
        var watermark = call.principal().id() + " " + now.truncatedTo(ChronoUnit.SECONDS) + " " + call.traceId();
        return new Presentation(false, false, false, false, watermark, null, null, null);
    }

    /** The same, of a list that can be asked for. */
    public Presentation named(String name) {
        return new Presentation(copy, print, screenshot, download, watermark, name, approval, approvedUntil);
    }

    /** The same, with everything allowed by an approval. */
    public Presentation lifted(String by, String until) {
        return new Presentation(true, true, true, true, watermark, list, by, until);
    }

    /** Whether somebody approved of more than looking. */
    @JsonIgnore
    public boolean isLifted() {
        return approval != null;
    }
}
