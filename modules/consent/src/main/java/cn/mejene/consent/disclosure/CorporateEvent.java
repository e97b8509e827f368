package cn.mejene.consent.disclosure;

import java.time.Instant;

/**
 * A merger, a division, a dissolution, a bankruptcy or an acquisition that passes members' data on (policy III(B)2).
 *
 * @param id its id, {@code cev_…}
 * @param recipient who gets them, as declared
 * @param name of the recipient, as members are told
 * @param contact of the recipient, as members are told
 * @param bound whether it stays bound by our policy; else only those go who consent to it
 */
record CorporateEvent(
        String id, String kind, String recipient, String name, String contact, boolean bound, Instant effectiveAt) {}
