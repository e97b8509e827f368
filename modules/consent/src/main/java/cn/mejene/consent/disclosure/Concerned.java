package cn.mejene.consent.disclosure;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one recipient has to do with one member.
 *
 * @param recipient as people are told about it now
 * @param live whether she consents to it now
 * @param handedOutAt when it last got something of hers
 */
public record Concerned(
        Recipient recipient,
        boolean live,
        Instant since,
        @Nullable Instant handedOutAt) {}
