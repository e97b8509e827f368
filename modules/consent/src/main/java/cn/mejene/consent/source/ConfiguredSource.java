package cn.mejene.consent.source;

import cn.mejene.kernel.config.Required;
import java.time.Instant;
import java.util.List;

/**
 * A source that the configuration names at a first start (key {@code modules.consent.sources}); what officers register
 * later counts from then on.
 *
 * @param partner a clinic's id or a third party's
 * @param scope the fields that are taken, all of which people let it pass on
 */
public record ConfiguredSource(
        String partner,
        String agreement,
        String legality,
        List<String> purposes,
        List<String> scope,
        Instant validUntil) {
    public ConfiguredSource {
        Required.field("partner", partner);
        Required.field("agreement", agreement);
        Required.field("legality", legality);
        purposes = List.copyOf(Required.field("purposes", purposes));
        scope = List.copyOf(Required.field("scope", scope));
        Required.field("validUntil", validUntil);
    }
}
