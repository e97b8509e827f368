package cn.mejene.consent.signal;

import java.time.Instant;

/**
 * A member's objection to processing that neither contract nor law needs.
 *
 * @param signal {@code sec-gpc} or {@code dnt}
 * @param since from when it holds
 */
record OptOut(String signal, Instant since) {}
