package cn.mejene.payments;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Call;
import cn.mejene.payments.wechat.WechatPayConfig;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * Who the payer is to WeChat, which its JSAPI channel demands and no other does. Asked of the module that keeps sign-ins
 * through WeChat, handed on to the provider, kept nowhere. Virtual threads only.
 */
final class Payers {
    private final ModuleContext context;
    private final @Nullable WechatPayConfig config;

    private record Wanted(String memberId) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Found(@Nullable String openid) {}

    Payers(ModuleContext context, @Nullable WechatPayConfig config) {
        this.context = context;
        this.config = config;
    }

    /** Null for channels that need no payer, and for members who did not sign in through WeChat. */
    @Nullable
    String payer(Call call, Channel channel) {
        if (channel != Channel.WECHAT_JSAPI) {
            return null;
        }
        var known = known(call);
        return known == null && context.development() && config != null ? config.developmentPayer() : known;
    }

    private @Nullable String known(Call call) {
        try {
            var wanted = new Wanted(call.principal().id());
            return context.bus()
                    .call(call.to("identity.wechat-openid", wanted))
                    .body(Found.class)
                    .openid();
        } catch (Problem problem) {
            return null;
        }
    }
}
