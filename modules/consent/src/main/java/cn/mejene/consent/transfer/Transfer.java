package cn.mejene.consent.transfer;

import java.time.Instant;
import java.util.List;

/**
 * One person's information that was allowed to leave.
 *
 * @param id its id, {@code trf_…}
 * @param sensitive whether sensitive information is among the fields
 */
record Transfer(
        String id,
        String memberId,
        String recipient,
        List<String> fields,
        boolean sensitive,
        String mechanismId,
        Instant allowedAt) {}
