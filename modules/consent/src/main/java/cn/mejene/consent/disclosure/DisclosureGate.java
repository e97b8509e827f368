package cn.mejene.consent.disclosure;

import cn.mejene.consent.partner.PartnerService;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.outbound.Region;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.kernel.privacy.MemberStandings;
import cn.mejene.kernel.privacy.MemberStandings.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What every disclosure stands on (policy III), decided when it is asked for and again whenever its package is opened, so
 * that a consent withdrawn or an agreement expired in between counts. Stateless.
 */
public final class DisclosureGate {
    private final DisclosureRepository disclosures = new DisclosureRepository();
    private final RecipientsRepository recipients = new RecipientsRepository();
    private final CorporateEventRepository events = new CorporateEventRepository();
    private final PartnerService partners;
    private final ModuleContext context;

    public DisclosureGate(ModuleContext context) {
        this.partners = new PartnerService(context);
        this.context = context;
    }

    /**
     * For the door: returns when this access may open the package of the disclosure that its resource names.
     *
     * @throws Problem 403
     */
    public void require(Access access, Sql sql) {
        var id = access.resource().id();
        var disclosure = (id == null ? Optional.<Disclosure>empty() : disclosures.find(sql, id))
                .filter(one -> one.memberId().equals(access.subject()) && one.basis() == access.basis())
                .orElseThrow(() -> Problem.forbidden("There is no such disclosure."));
        if (disclosures.approvers(sql, disclosure.id()).size() < disclosure.approvals()) {
            throw Problem.of(403, "approvals-missing", "This disclosure needs more approvals.")
                    .with("approvals", disclosure.approvals());
        }
        decide(
                disclosure,
                sql,
                recipients.consent(sql, disclosure.memberId(), disclosure.recipient(), disclosure.kind(), now()));
    }

    /** The same for a new disclosure, but for its approvals, with the consent locked against withdrawal. */
    void require(Disclosure disclosure, Tx tx) {
        decide(
                disclosure,
                tx,
                recipients.lockedConsent(tx, disclosure.memberId(), disclosure.recipient(), disclosure.kind(), now()));
    }

    /**
     * What would become of a sharing by consent.
     *
     * @param refusal the code that it would be refused with; null when it would not
     */
    public record WouldGet(
            String recipient, boolean isAbroad, @Nullable String refusal) {}

    /** How each recipient that officers declared stands with a member, were it given now all that it may get. */
    public List<WouldGet> whoCouldGet(String member, Sql sql) {
        return recipients.all(sql).stream()
                .map(recipient -> new WouldGet(
                        recipient.id(),
                        !recipient.isPublic() && !Region.isMainland(recipient.region()),
                        refusal(member, recipient, sql)))
                .toList();
    }

    private @Nullable String refusal(String member, Recipient recipient, Sql sql) {
        var kind = recipient.isPublic() ? DisclosureKind.PUBLICATION : DisclosureKind.SHARING;
        var wish = new Disclosure(
                "none",
                kind,
                recipient.id(),
                member,
                recipient.fields(),
                LegalBasis.CONSENT,
                null,
                null,
                null,
                null,
                0,
                "nobody",
                context.clock().instant());
        try {
            decide(wish, sql, recipients.consent(sql, member, recipient.id(), kind, now()));
            return null;
        } catch (Problem refusal) {
            if (refusal.status() >= 500) {
                throw refusal;
            }
            return refusal.code();
        }
    }

    private void decide(Disclosure disclosure, Sql sql, Optional<RecipientConsent> consent) {
        if (!disclosure.hasDeclaredRecipient()) {
            requireNoForeignOrder(disclosure);
            return;
        }
        var recipient = recipient(disclosure, sql);
        if (!recipient.fields().containsAll(disclosure.fields())) {
            throw Problem.of(403, "field-not-allowed", "This recipient gets only what people are told that it gets.");
        }
        if (!recipient.isPublic()) {
            partners.require(sql, recipient.id());
        }
        if (disclosure.ofCorporateEvent() && isBound(disclosure, sql)) {
            return;
        }
        if (disclosure.basis() == LegalBasis.CONSENT || disclosure.ofCorporateEvent()) {
            requireConsent(disclosure, recipient, sql, consent);
        }
    }

    private Instant now() {
        return context.clock().instant();
    }

    Recipient recipient(Disclosure disclosure, Sql sql) {
        return recipients
                .find(sql, disclosure.recipient())
                .orElseThrow(() -> Problem.of(403, "recipient-unknown", "People were told of no such recipient."));
    }

    /** Information goes to a foreign authority only when one of the mainland has approved (PIPL 41). */
    private static void requireNoForeignOrder(Disclosure disclosure) {
        if (!"CN".equals(disclosure.jurisdiction()) && disclosure.prcApproval() == null) {
            throw Problem.of(
                    403,
                    "foreign-authority",
                    "A foreign authority gets nothing without an approval of the mainland's.");
        }
    }

    /** Whether the successor stays bound by our policy and the member was told who it is (policy III(B)2). */
    private boolean isBound(Disclosure disclosure, Sql sql) {
        return events.find(sql, String.valueOf(disclosure.reference()))
                .filter(event -> event.recipient().equals(disclosure.recipient()) && event.bound())
                .filter(event -> events.isTold(sql, event.id(), disclosure.memberId()))
                .isPresent();
    }

    private void requireConsent(
            Disclosure disclosure, Recipient recipient, Sql sql, Optional<RecipientConsent> consent) {
        if (context.port(MemberStandings.class).of(sql, disclosure.memberId()) == Standing.CLOSED) {
            throw Problem.of(403, "account-closed", "The account is not in use.");
        }
        var given = consent.filter(one -> one.noticeId().equals(recipient.noticeId()))
                .orElseThrow(() -> Problem.of(
                                403,
                                "consent-required",
                                "The member has not consented to this recipient as people are told about it now.")
                        .with("recipient", recipient.id()));
        var stopped = recipients
                .optedOut(sql, disclosure.memberId())
                .filter(since -> !given.givenAt().isAfter(since))
                .isPresent();
        if (stopped && !recipient.necessary()) {
            throw Problem.of(403, "blocked-by-opt-out-signal", "The member objects to this processing.");
        }
    }
}
