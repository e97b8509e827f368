package cn.mejene.consent.disclosure;

import java.time.Instant;

/**
 * A member's separate consent to one recipient and one kind of disclosure.
 *
 * @param noticeId what she was told; a later telling needs a new consent
 */
record RecipientConsent(String recipient, DisclosureKind kind, String noticeId, Instant givenAt) {}
