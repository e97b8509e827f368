package cn.mejene.kernel.privacy;

import cn.mejene.kernel.data.Tx;

/** Records that a member accepted the privacy policy (policy Intro, IX); implemented by {@code consent}. */
public interface PolicyAcceptances {

    /**
     * @param version the version that the member saw
     * @param language the language she saw it in, {@code zh-Hans} or {@code en}
     * @throws cn.mejene.kernel.Problem 409 {@code policy-version-outdated} when it is not the one in force
     */
    void accept(Tx tx, String member, String version, String language);
}
