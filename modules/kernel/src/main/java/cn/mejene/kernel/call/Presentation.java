package cn.mejene.kernel.call;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What a client lets people do with a list of other people's sensitive data (policy IV(A)4): by default to look at it and
 * nothing else. A client that shows such a list obeys; what the server itself can hold back, it does not send.
 *
 * @param watermark what stands over the list: who looks at it, when, and in which request
 */
public record Presentation(boolean copy, boolean print, boolean screenshot, boolean download, String watermark) {

    /** For the one who calls, now. */
    public static Presentation lookOnly(Call call, Instant now) {
        var watermark = call.principal().id() + " " + now.truncatedTo(ChronoUnit.SECONDS) + " " + call.traceId();
        return new Presentation(false, false, false, false, watermark);
    }
}
