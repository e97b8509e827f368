package cn.mejene.membership.carrier;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A carrier, or who tells for several. What they send is signed with MD5 at best, so it is only ever a hint that raises
 * the state of a parcel whose secret address it came to.
 */
public interface Carrier {

    /** The word in the address that its notifications go to. */
    String name();

    /**
     * Reads a notification.
     *
     * @param form its fields
     * @param secret the secret of the address it came to
     * @return what it tells of the parcel; null when nothing that matters
     * @throws PushRefused when it is not the carrier's
     */
    @Nullable
    News read(Map<String, String> form, String secret);

    /** What the carrier wants to hear. */
    String accepted();

    /** What makes the carrier send it again, or give up. */
    String refused();

    /** Where a parcel is. */
    enum News {
        IN_TRANSIT("in-transit"),
        PROBLEM("problem"),
        DELIVERED("delivered"),
        RETURNED("returned");

        private final String word;

        News(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** A notification that is not taken; quotes nothing of it. */
    final class PushRefused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PushRefused() {
            super("refused", null, false, false);
        }
    }
}
