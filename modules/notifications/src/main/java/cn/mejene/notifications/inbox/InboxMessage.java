package cn.mejene.notifications.inbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message as it is kept: what happened, in ids and fixed words. It holds no text.
 *
 * @param id its id, {@code msg_…}
 * @param kind which template tells it
 * @param at when it came in
 * @param readAt when the member read it, null before
 * @param recordId the record it is about
 * @param recordKind what kind of record that is
 * @param clinicId the clinic it is about
 * @param grantId the grant it is about
 * @param noticeId what people are told of an incident
 * @param campaignId the announcement that it is
 */
record InboxMessage(
        String id,
        String kind,
        Instant at,
        @Nullable Instant readAt,
        @Nullable String recordId,
        @Nullable String recordKind,
        @Nullable String clinicId,
        @Nullable String grantId,
        @Nullable String noticeId,
        @Nullable String campaignId) {}
