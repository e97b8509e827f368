package cn.mejene.consent;

import cn.mejene.consent.call.Trail;
import cn.mejene.consent.decision.ConsentAuthorizer;
import cn.mejene.consent.decision.DecisionService;
import cn.mejene.consent.decision.SharingService;
import cn.mejene.consent.disclosure.CorporateEvents;
import cn.mejene.consent.disclosure.DisclosureGate;
import cn.mejene.consent.disclosure.DisclosureService;
import cn.mejene.consent.disclosure.Recipients;
import cn.mejene.consent.grant.ActiveGrantRepository;
import cn.mejene.consent.grant.GrantService;
import cn.mejene.consent.partner.PartnerService;
import cn.mejene.consent.policy.PolicyArchive;
import cn.mejene.consent.policy.PolicyService;
import cn.mejene.consent.policy.PublicationService;
import cn.mejene.consent.purpose.PurposeService;
import cn.mejene.consent.receipt.ReceiptKeys;
import cn.mejene.consent.receipt.Receipts;
import cn.mejene.consent.recipient.RecipientService;
import cn.mejene.consent.register.RegisterService;
import cn.mejene.consent.signal.OptOutService;
import cn.mejene.consent.source.IntakeService;
import cn.mejene.consent.source.QuarantineService;
import cn.mejene.consent.source.SourceRegister;
import cn.mejene.consent.transfer.TransferService;
import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Ports;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.PublishedKeys;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.PolicyAcceptances;
import cn.mejene.kernel.privacy.Sources;
import cn.mejene.kernel.privacy.SupportCaller;
import java.time.Duration;
import java.time.LocalTime;

/** Policy versions, purposes, consents and clinic grants, and the decision about every access that rests on them. */
public final class ConsentModule implements Module<ConsentConfig> {
    private static final Duration TELLING = Duration.ofSeconds(3);
    private static final LocalTime EXPIRY = LocalTime.of(0, 20);
    private static final LocalTime REMINDING = LocalTime.of(10, 0);
    private static final LocalTime RENEWAL = LocalTime.of(4, 40);

    @Override
    public String name() {
        return "consent";
    }

    @Override
    public Class<ConsentConfig> configType() {
        return ConsentConfig.class;
    }

    @Override
    public void provide(ConsentConfig config, ModuleContext context, Ports ports) {
        ports.provide(Authorizer.class, authorizer(context));
        ports.provide(PolicyAcceptances.class, policies(context));
        ports.provide(PublishedKeys.class, new ReceiptKeys(context));
        ports.provide(Sources.class, new SourceRegister(context));
    }

    @Override
    public void prepare(ConsentConfig config, ModuleContext context) {
        new PolicyArchive(context.policies()).publish(context.database());
        purposes(context).publishNotices();
        publications(context).remember();
        new ReceiptKeys(context).renew();
        new PartnerService(context).admit(config.partners());
        new SourceRegister(context).register(config.sources());
    }

    @Override
    public void serve(ConsentConfig config, ModuleContext context, Operations operations) {
        var policies = policies(context);
        var publication = publications(context);
        var purposes = purposes(context);
        var trail = new Trail(context);
        var callers = new SupportCaller(context);
        var keys = new ReceiptKeys(context);
        var receipts = new Receipts(keys, context.policies());
        var consents = new ConsentService(policies, purposes, receipts, trail, callers, context);
        var grants = new GrantService(authorizer(context)::requireClinicConsent, trail, callers, context);

        operations.read("consent.list-policies", policies::list);
        operations.read("consent.get-policy", policies::get);
        operations.read("consent.get-policy-changes", policies::changes);
        operations.internal("consent.newest-policy", policies::newest);
        operations.internal("consent.policy-update", policies::update);
        operations.write("consent.publish-policy", publication::publish);
        operations.job(
                new Job("consent.tell-policy-changes", new Schedule.RealInterval(TELLING), run -> publication.tell()));
        operations.read("consent.list-purposes", purposes::list);
        operations.read("consent.get-purpose", purposes::get);
        operations.read("consent.list-consents", consents::list);
        operations.write("consent.give-consent", consents::give);
        operations.write("consent.withdraw-consent", consents::withdraw);
        operations.read("consent.list-consent-history", consents::history);
        operations.read("consent.list-grants", grants::list);
        operations.write("consent.give-grant", grants::give);
        operations.write("consent.revoke-grant", grants::revoke);
        serveRecipients(context, operations, trail, callers);
        serveSupport(operations, consents, grants);
        serveDecisions(context, operations, trail);
        serveSources(context, operations, trail);
        serveAges(config, context, operations);
        operations.job(new Job("consent.renew-receipt-key", new Schedule.Monthly(RENEWAL), run -> keys.renew()));
        operations.internal(
                "consent.list-active-grants",
                call -> Answer.ok(new ActiveGrantRepository()
                        .all(context.database(), context.clock().instant())));
    }

    private static void serveAges(ConsentConfig config, ModuleContext context, Operations operations) {
        operations.on("identity.came-of-age", (event, tx) -> new ConsentRepository()
                .reconfirm(tx, event.key(), context.clock().instant().plus(config.reconfirmWithin())));
        operations.job(
                new Job("consent.remind-unconfirmed", new Schedule.Daily(REMINDING), run -> new Reminders(context)
                        .remind(run.due())));
        operations.on("identity.child-erased", (event, tx) -> new EraseRepository().erase(tx, event.key()));
    }

    private static void serveRecipients(
            ModuleContext context, Operations operations, Trail trail, SupportCaller callers) {
        var declared = new Recipients(trail, context);
        var recipients = new RecipientService(declared, trail, callers, context);
        operations.write("consent.declare-recipient", declared::declare);
        operations.write("consent.consent-to-recipient", declared::consent);
        operations.read("consent.list-recipients", recipients::list);
        operations.write("consent.revoke-recipient", recipients::revoke);
        operations.read("consent.list-recipients-on-behalf", recipients::listOnBehalf);
        operations.write("consent.revoke-recipient-on-behalf", recipients::revokeOnBehalf);
        operations.read("consent.get-register", new RegisterService(declared, context)::get);
    }

    private static void serveSupport(Operations operations, ConsentService consents, GrantService grants) {
        operations.read("consent.list-grants-on-behalf", grants::listOnBehalf);
        operations.write("consent.revoke-grant-on-behalf", grants::revokeOnBehalf);
        operations.read("consent.list-consents-on-behalf", consents::listOnBehalf);
        operations.write("consent.withdraw-consent-on-behalf", consents::withdrawOnBehalf);
    }

    private static void serveDecisions(ModuleContext context, Operations operations, Trail trail) {
        var decisions = new DecisionService(authorizer(context), context);
        var signals = new OptOutService(trail, context);
        operations.read("consent.explain-access", decisions::explain);
        operations.read("consent.list-possible-accesses", decisions::whoCouldSee);
        operations.write("consent.approve-access", decisions::approve);
        operations.internal("consent.list-approvals", decisions::approvalsBetween);
        var transfers = new TransferService(authorizer(context), context);
        serveDisclosures(context, operations, transfers);
        operations.write("consent.register-mechanism", transfers::register);
        operations.write("consent.allow-transfer", transfers::allow);
        operations.read("consent.list-transfers", transfers::list);
        operations.job(new Job(
                "consent.close-transfer-years", new Schedule.Monthly(RENEWAL), run -> transfers.closeYears(run.due())));
        operations.read("consent.get-opt-out", signals::get);
        operations.write("consent.end-opt-out", signals::takeBack);
        operations.internal("consent.note-opt-out", signals::note);
        operations.internal("consent.stop-sharing", new SharingService(context)::stop);
    }

    private static void serveDisclosures(ModuleContext context, Operations operations, TransferService transfers) {
        var disclosures = new DisclosureService(new DisclosureGate(context), transfers, context);
        var events = new CorporateEvents(context);
        operations.write("consent.request-disclosure", disclosures::request);
        operations.read("consent.list-disclosures", disclosures::list);
        operations.read("consent.get-disclosure", disclosures::get);
        operations.write("consent.approve-disclosure", disclosures::approve);
        operations.read("consent.open-disclosure", disclosures::open);
        operations.write("consent.declare-corporate-event", events::declare);
        operations.read("consent.list-transferable-members", events::members);
        operations.internal("consent.describe-corporate-event", events::describe);
        operations.job(
                new Job("consent.tell-corporate-events", new Schedule.RealInterval(TELLING), run -> events.tell()));
    }

    private static void serveSources(ModuleContext context, Operations operations, Trail trail) {
        var partners = new PartnerService(context);
        var sources = new SourceRegister(context);
        var quarantine = new QuarantineService(trail, context);
        operations.write("consent.assess-partner", partners::assess);
        operations.read("consent.get-partner", partners::get);
        operations.write("consent.register-source", sources::register);
        operations.read("consent.list-sources", sources::list);
        operations.read("consent.take-in", new IntakeService(sources, partners, context)::take);
        operations.read("consent.list-quarantine", quarantine::list);
        operations.read("consent.decide-quarantined", quarantine::decide);
        operations.job(
                new Job("consent.expire-quarantine", new Schedule.Daily(EXPIRY), run -> quarantine.expire(run.due())));
    }

    private static PublicationService publications(ModuleContext context) {
        return new PublicationService(new Recipients(new Trail(context), context)::told, context);
    }

    private static ConsentAuthorizer authorizer(ModuleContext context) {
        return new ConsentAuthorizer(context);
    }

    private static PolicyService policies(ModuleContext context) {
        return new PolicyService(context);
    }

    private static PurposeService purposes(ModuleContext context) {
        return new PurposeService(context.policies(), context.database());
    }
}
