package cn.mejene.membership.carrier;

import java.util.List;
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
     * @param parcel what it must be about, by the id that {@link #book} gave the carrier
     * @return what it tells of the parcel; null when nothing that matters
     * @throws PushRefused when it is not the carrier's
     */
    @Nullable
    News read(Map<String, String> form, String secret, String parcel);

    /**
     * Whether this is the secret of the address to which the carrier tells of all parcels of our account; one that tells
     * of each parcel at an address of its own has none.
     */
    default boolean isAccounts(String secret) {
        return false;
    }

    /**
     * Reads a notification to the account's address.
     *
     * @return the newest of each parcel that it tells of
     * @throws PushRefused when it is not the carrier's
     */
    default List<Told> readAll(Map<String, String> form) {
        throw new UnsupportedOperationException(name());
    }

    /**
     * Asks whoever tells for several carriers to tell of a parcel; again for the same parcel changes nothing. Virtual
     * threads only.
     *
     * @param number the parcel's
     * @param secret of the address that is to be told
     * @throws cn.mejene.kernel.Problem 503 when nobody knows whether it was taken, 422 when it was not
     */
    default void follow(String number, String secret) {}

    /** Whether the carrier is told where a parcel goes before it has it, and then gives the number. */
    default boolean books() {
        return false;
    }

    /**
     * Orders that a parcel be fetched; again for the same parcel answers the same. Virtual threads only.
     *
     * @return the parcel's number
     * @throws cn.mejene.kernel.Problem 503 when nobody knows whether it was taken, 422 when it was not
     */
    default String book(Parcel parcel) {
        throw new UnsupportedOperationException(name());
    }

    /** What the carrier wants to hear. */
    String accepted();

    /** What makes the carrier send it again, or give up. */
    String refused();

    /** All that a carrier learns of a person (policy I(A)5): three things, and the order's id. */
    record Parcel(String id, String recipient, String phone, String address) {
        /** Shows nothing of the person. */
        @Override
        public String toString() {
            return "Parcel[" + id + "]";
        }
    }

    /**
     * News of one parcel.
     *
     * @param parcel the id that {@link #book} gave the carrier; empty when the carrier does not say
     * @param number the parcel's number with the carrier; empty when the carrier does not say
     */
    record Told(String parcel, String number, News news) {
        /** Does not show the number. */
        @Override
        public String toString() {
            return "Told[" + parcel + ", " + news + "]";
        }
    }

    /** Where a parcel is. */
    enum News {
        IN_TRANSIT("in-transit"),
        PROBLEM("problem"),
        DELIVERED("delivered"),
        RETURNED("returned"),
        /** Nothing was known of it for so long that whoever told of it has given it up. */
        GIVEN_UP("given-up");

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
