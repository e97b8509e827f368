package cn.mejene.members;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;

/**
 * Profiles and Smile IDs. Its changes run in transactions of their own: they seal and open, which takes connections,
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
        var profiles = new ProfileService(new Accounts(context.bus()), context);
        var smileIds = new SmileIdService(context);

        operations.read("members.get-profile", profiles::get);
        operations.read("members.update-profile", profiles::update);
        operations.read("members.activate-smile-id", smileIds::activate);
        operations.internal("members.find-by-smile-id", smileIds::find);
    }
}
