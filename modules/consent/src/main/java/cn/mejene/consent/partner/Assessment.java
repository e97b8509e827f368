package cn.mejene.consent.partner;

import java.time.Instant;

/**
 * That a partner signed an agreement, or how it did in a security test.
 *
 * @param id its id, {@code asm_…}
 * @param partner a clinic's id, a third party's, or a recipient's
 * @param kind {@code agreement} or {@code security-test}
 * @param reference of the document
 * @param validUntil exclusive end
 */
record Assessment(
        String id,
        String partner,
        String kind,
        String reference,
        boolean passed,
        Instant validFrom,
        Instant validUntil) {

    boolean holds(Instant now) {
        return passed && !validFrom.isAfter(now) && validUntil.isAfter(now);
    }
}
