package cn.mejene.members;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;

/**
 * Profiles, Smile IDs, emergency contacts, preferences; shows a member all that is held about her. Its changes run in transactions of their own: they seal and open, which takes connections,
 * and must not do so while holding one.
 */
public final class MembersModule implements Module<MembersConfig> {

    @Override
    public String name() {
        return "members";
    }

    @Override
    public Class<MembersConfig> configType() {
        return MembersConfig.class;
    }

    @Override
    public void serve(MembersConfig config, ModuleContext context, Operations operations) {
        var proofs = new MailProofs(context);
        var profiles = new ProfileService(new Accounts(context.bus()), proofs, context);
        var mail = new MailAddresses(profiles, proofs, context);
        var smileIds = new SmileIdService(context);
        var consents = new Consents(context.bus());
        var contact = new EmergencyContactService(consents, context);
        var preferences = new PreferencesService(context);

        operations.read("members.get-profile", profiles::get);
        operations.read("members.update-profile", profiles::update);
        operations.read("members.verify-email", mail::verify);
        operations.internal("members.verified-email", mail::of);
        operations.read("members.activate-smile-id", smileIds::activate);
        operations.read("members.get-guidance", new GuidanceService(profiles, consents, context)::get);
        operations.read("members.get-own-data", new OwnDataService(context)::get);
        operations.read("members.get-emergency-contact", contact::get);
        operations.read("members.put-emergency-contact", contact::put);
        operations.write("members.delete-emergency-contact", contact::delete);
        operations.read("members.get-preferences", preferences::get);
        operations.write("members.put-preferences", preferences::put);
        operations.on("consent.consent-withdrawn", contact::withdrawn);
        operations.on("identity.child-erased", (event, tx) -> new EraseRepository().erase(tx, event.key()));
        operations.internal("members.preferences", preferences::of);
        operations.internal("members.take-in", profiles::takeIn);
        serveContacts(operations, new ContactService(proofs, context));
        operations.internal("members.find-by-smile-id", smileIds::find);
    }

    private static void serveContacts(Operations operations, ContactService contacts) {
        operations.internal("members.list-preferences", contacts::wanted);
        operations.internal("members.open-email-addresses", contacts::addresses);
        operations.internal("members.list-audience", contacts::audience);
        operations.internal("members.unsubscribe", contacts::unsubscribe);
        operations.write("members.unsubscribe-on-behalf", contacts::unsubscribeOnBehalf);
    }
}
