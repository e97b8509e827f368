package cn.mejene.consent;

import cn.mejene.consent.call.Trail;
import cn.mejene.consent.grant.ActiveGrantRepository;
import cn.mejene.consent.grant.GrantService;
import cn.mejene.consent.policy.PolicyArchive;
import cn.mejene.consent.policy.PolicyService;
import cn.mejene.consent.purpose.Catalogue;
import cn.mejene.consent.purpose.PurposeService;
import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Ports;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.PolicyAcceptances;

/** Policy versions, purposes, consents and clinic grants, and the decision about every access that rests on them. */
public final class ConsentModule implements Module<ConsentConfig> {

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
    }

    @Override
    public void prepare(ConsentConfig config, ModuleContext context) {
        new PolicyArchive(context.policies()).publish(context.database());
        purposes(context).publishNotices();
    }

    @Override
    public void serve(ConsentConfig config, ModuleContext context, Operations operations) {
        var policies = policies(context);
        var purposes = purposes(context);
        var trail = new Trail(context);
        var consents = new ConsentService(policies, purposes, trail, context.database(), context.clock());
        var grants = new GrantService(authorizer(context)::requireClinicConsent, trail, context);

        operations.read("consent.list-policies", policies::list);
        operations.read("consent.get-policy", policies::get);
        operations.read("consent.list-purposes", purposes::list);
        operations.read("consent.get-purpose", purposes::get);
        operations.read("consent.list-consents", consents::list);
        operations.write("consent.give-consent", consents::give);
        operations.write("consent.withdraw-consent", consents::withdraw);
        operations.read("consent.list-consent-history", consents::history);
        operations.read("consent.list-grants", grants::list);
        operations.write("consent.give-grant", grants::give);
        operations.write("consent.revoke-grant", grants::revoke);
        operations.internal(
                "consent.list-active-grants",
                call -> Answer.ok(new ActiveGrantRepository()
                        .all(context.database(), context.clock().instant())));
    }

    private static ConsentAuthorizer authorizer(ModuleContext context) {
        return new ConsentAuthorizer(Catalogue.load(context.policies()), context.clock());
    }

    private static PolicyService policies(ModuleContext context) {
        return new PolicyService(context.database(), context.clock());
    }

    private static PurposeService purposes(ModuleContext context) {
        return new PurposeService(Catalogue.load(context.policies()), context.database());
    }
}
