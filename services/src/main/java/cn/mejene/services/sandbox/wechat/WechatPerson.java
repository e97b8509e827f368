package cn.mejene.services.sandbox.wechat;

import org.jspecify.annotations.Nullable;

/**
 * Somebody with a WeChat account.
 *
 * @param openid who she is to one application
 * @param unionid who she is to all applications of one company
 * @param phone the number bound to her account, E.164
 */
record WechatPerson(
        String openid, @Nullable String unionid, @Nullable String phone) {
    /** Shows nobody. */
    @Override
    public String toString() {
        return "WechatPerson[***]";
    }
}
