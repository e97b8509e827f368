package cn.mejene.consent.source;

import java.time.Instant;
import java.util.List;

/**
 * A third party that data about members come from, and what its agreement lets us take.
 *
 * @param id its id, {@code src_…}
 * @param partner a clinic's id or a third party's
 * @param agreement reference of the agreement
 * @param legality how the legality of its data was made sure of
 * @param fields the only fields that are taken; all others are dropped
 * @param scope those of them that people let it pass on
 * @param mayTransfer whether they also let it be transferred, and so on
 * @param validUntil exclusive end
 */
record Source(
        String id,
        String partner,
        String agreement,
        String legality,
        List<String> purposes,
        List<String> fields,
        List<String> scope,
        boolean mayTransfer,
        boolean mayShare,
        boolean mayPublish,
        Instant validFrom,
        Instant validUntil) {

    boolean isValid(Instant now) {
        return !validFrom.isAfter(now) && validUntil.isAfter(now);
    }
}
