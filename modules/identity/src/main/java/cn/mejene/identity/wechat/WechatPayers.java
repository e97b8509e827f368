package cn.mejene.identity.wechat;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.vault.KeyRing;

/** Tells who the calling member is to the mini-program, for a payment she makes there. Virtual threads only. */
public final class WechatPayers {
    private final String appId;
    private final Database database;
    private final KeyRing keyRing;
    private final WechatIdentityRepository identities;

    private record Payer(String openid) {
        @Override
        public String toString() {
            return "Payer[***]";
        }
    }

    public WechatPayers(WechatConfig config, Database database, KeyRing keyRing) {
        this.appId = config.miniProgram().appId();
        this.database = database;
        this.keyRing = keyRing;
        this.identities = new WechatIdentityRepository(keyRing);
    }

    /** Serves {@code identity.wechat-openid}; 404 when she never came in through the mini-program. */
    public Answer openid(Call call) {
        var member = call.principal();
        var sealed = identities.sealedOf(database, member.id());
        if (!member.isMember() || sealed.isEmpty()) {
            throw Problem.notFound("WeChat account");
        }
        var access = Access.own(member, Action.READ, Resource.of("wechat"), call.traceId());
        var opened = keyRing.open(access, call.operation());
        return sealed.entrySet().stream()
                .map(entry -> opened.value(
                        WechatIdentity.place(member.id(), entry.getKey()),
                        entry.getValue().getBytes(),
                        WechatIdentity.class))
                .filter(identity -> identity.appId().equals(appId))
                .findFirst()
                .map(identity -> Answer.ok(new Payer(identity.openid())))
                .orElseThrow(() -> Problem.notFound("WeChat account"));
    }
}
