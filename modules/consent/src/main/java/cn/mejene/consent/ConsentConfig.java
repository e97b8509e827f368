package cn.mejene.consent;

import cn.mejene.consent.partner.Admission;
import cn.mejene.consent.source.ConfiguredSource;
import cn.mejene.kernel.config.ConfigException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Configuration of the module. All else is policy data in {@code config/policy/}, or what officers record.
 *
 * @param partners whose agreements and security tests are on file at a first start; none unless said
 * @param sources of data about members, at a first start; none unless said
 * @param reconfirmWithin how long what was agreed to for or by a minor counts after she came of age, unless she confirms
 *     it; 30 days unless said
 */
record ConsentConfig(List<Admission> partners, List<ConfiguredSource> sources, Duration reconfirmWithin) {
    ConsentConfig {
        partners = List.copyOf(Objects.requireNonNullElse(partners, List.of()));
        sources = List.copyOf(Objects.requireNonNullElse(sources, List.of()));
        reconfirmWithin = Objects.requireNonNullElse(reconfirmWithin, Duration.ofDays(30));
        if (!reconfirmWithin.isPositive()) {
            throw new ConfigException("consent.reconfirmWithin is a positive duration");
        }
    }
}
