package cn.mejene.payments;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.payments.provider.PaymentProvider;
import cn.mejene.payments.provider.ProviderFailure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The configured payment providers by name. Immutable. */
final class Providers {
    private final Map<String, PaymentProvider> byName = new TreeMap<>();

    Providers(List<PaymentProvider> providers) {
        for (var provider : providers) {
            if (byName.put(provider.name(), provider) != null) {
                throw new ConfigException("two payment providers are called " + provider.name());
            }
        }
    }

    /** @throws Problem 503 {@code channel-unavailable} when the installation has no account with it */
    PaymentProvider of(String name) {
        var provider = byName.get(name);
        if (provider == null) {
            throw unavailable();
        }
        return provider;
    }

    /** @throws Problem 503 {@code channel-unavailable} when the installation has no application for it */
    PaymentProvider of(Channel channel) {
        var provider = of(channel.provider());
        if (provider.application(channel).isEmpty()) {
            throw unavailable();
        }
        return provider;
    }

    private static Problem unavailable() {
        return Problem.of(503, "channel-unavailable", "This way to pay is not available.");
    }

    Iterable<PaymentProvider> all() {
        return byName.values();
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    /** Asks on behalf of a caller; she hears that it did not work, and nothing of what the provider said. */
    static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (ProviderFailure failure) {
            throw Problem.of(503, "payment-provider-unavailable", "The payment provider does not take it; try again.")
                    .header("Retry-After", "5");
        }
    }
}
