package cn.mejene.identity.wechat;

import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Place;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of a person's WeChat account (policy I(A)1, I(D)1): who she is to our applications. Sealed.
 *
 * @param appId the application that the openid is valid for
 * @param unionid the same for all applications of one company; absent when they are not bound to one account
 */
public record WechatIdentity(
        String appId, String openid, @Nullable String unionid) {

    static Place place(String member, String row) {
        return new Place(member, KeyClass.IDENTITY, "identity.wechat_identity", "identity", row);
    }

    /** Shows nobody. */
    @Override
    public String toString() {
        return "WechatIdentity[" + appId + "]";
    }
}
