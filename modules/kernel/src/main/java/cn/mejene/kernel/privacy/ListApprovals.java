package cn.mejene.kernel.privacy;

import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Presentation;

/** What may be done with a list of other people's data (policy IV(A)4); implemented by {@code audit}. Virtual threads only. */
public interface ListApprovals {

    /**
     * What the caller may do with this list now: look at it, or more where somebody approved that, whose use is logged.
     *
     * @param kind of list, a word or two with hyphens
     * @param about which of this kind, e.g. whose; leaves this call under a keyed hash only
     * @param subject about whom the log is to say that an approval was used
     * @throws cn.mejene.kernel.Problem 503 when the log or the keys cannot be reached
     */
    Presentation present(Call call, String kind, String about, String subject);
}
