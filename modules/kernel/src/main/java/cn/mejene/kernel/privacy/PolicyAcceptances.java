package cn.mejene.kernel.privacy;

import cn.mejene.kernel.data.Tx;

/** Records that a member accepted the privacy policy (policy Intro, IX); implemented by {@code consent}. */
public interface PolicyAcceptances {

    /**
     * What was agreed to, and how.
     *
     * @param version the version that the member saw
     * @param language the language she saw it in, {@code zh-Hans} or {@code en}
     * @param channel the way she came in by when she agreed: {@code sms} or {@code wechat}
     * @param client her network address as the gateway saw it; sealed where it is kept
     */
    record Acceptance(String version, String language, String channel, String client) {
        /** Shows no address. */
        @Override
        public String toString() {
            return "Acceptance[" + version + "]";
        }
    }

    /** @throws cn.mejene.kernel.Problem 409 {@code policy-version-outdated} when it is not the one in force */
    void accept(Tx tx, String member, Acceptance accepted);
}
