package cn.mejene.gateway.token;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;

/**
 * Section {@code tokens}: which access tokens this node takes. Issuer and audience are those that {@code identity}
 * writes into them.
 *
 * @param issuer the one accepted {@code iss}
 * @param audience must be among the {@code aud}
 * @param cacheSize verified tokens remembered on this node
 */
public record TokenConfig(String issuer, String audience, int cacheSize) {

    public TokenConfig {
        Required.field("issuer", issuer);
        Required.field("audience", audience);
        if (issuer.isBlank() || audience.isBlank()) {
            throw new ConfigException("issuer and audience must not be blank");
        }
        if (cacheSize < 1 || cacheSize > 1_000_000) {
            throw new ConfigException("cacheSize must be between 1 and 1000000");
        }
    }
}
