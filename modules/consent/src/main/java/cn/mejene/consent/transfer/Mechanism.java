package cn.mejene.consent.transfer;

import java.time.Instant;
import java.util.List;

/**
 * What lets personal information leave the mainland (PIPL 38).
 *
 * @param id its id, {@code mec_…}
 * @param kind {@code assessment}, {@code certification} or {@code contract}
 * @param fields the fields that it covers
 * @param validUntil exclusive end
 */
record Mechanism(String id, String kind, String recipient, List<String> fields, Instant validFrom, Instant validUntil) {

    boolean covers(List<String> wanted) {
        return fields.containsAll(wanted);
    }

    boolean isValid(Instant now) {
        return !validFrom.isAfter(now) && validUntil.isAfter(now);
    }

    boolean isAssessment() {
        return kind.equals("assessment");
    }
}
