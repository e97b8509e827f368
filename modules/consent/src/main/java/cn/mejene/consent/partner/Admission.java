package cn.mejene.consent.partner;

import cn.mejene.kernel.config.Required;
import java.time.Instant;

/**
 * A partner that the configuration admits at a first start (key {@code modules.consent.partners}); what officers record
 * later counts from then on.
 *
 * @param agreement reference of the agreement
 * @param securityTest reference of the report
 * @param validUntil exclusive end of both
 */
public record Admission(String partner, String agreement, String securityTest, Instant validUntil) {
    public Admission {
        Required.field("partner", partner);
        Required.field("agreement", agreement);
        Required.field("securityTest", securityTest);
        Required.field("validUntil", validUntil);
    }
}
