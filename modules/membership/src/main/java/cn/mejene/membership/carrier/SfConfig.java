package cn.mejene.membership.carrier;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The account with SF Express (key {@code modules.membership.sf}).
 *
 * @param endpoint e.g. {@code https://bspgw.sf-express.com/std/service}
 * @param partnerId the customer code
 * @param checkWord what both sides sign with
 * @param monthlyCard who pays
 * @param sender where parcels are fetched
 * @param callbackSecret the last part of the one address that it pushes to, {@code /v1/webhooks/logistics/sf/…}: 24 to
 *     64 letters, digits, {@code -} and {@code _}; it pushes nothing when absent
 * @param timeout how long one call may take; 5 s when absent
 */
public record SfConfig(
        URI endpoint,
        String partnerId,
        Secret checkWord,
        String monthlyCard,
        Sender sender,
        @Nullable Secret callbackSecret,
        Duration timeout) {
    private static final Pattern IN_A_PATH = Pattern.compile("[A-Za-z0-9_-]{24,64}");
    private static final Duration USUAL = Duration.ofSeconds(5);

    /** The laboratory. */
    public record Sender(String contact, String phone, String address) {
        public Sender {
            Required.field("sender.contact", contact);
            Required.field("sender.phone", phone);
            Required.field("sender.address", address);
        }
    }

    public SfConfig {
        Required.field("endpoint", endpoint);
        Required.field("partnerId", partnerId);
        Required.field("checkWord", checkWord);
        Required.field("monthlyCard", monthlyCard);
        Required.field("sender", sender);
        timeout = Objects.requireNonNullElse(timeout, USUAL);
        if (endpoint.getHost() == null || !timeout.isPositive()) {
            throw new ConfigException("endpoint must be an http or https address, timeout must be positive");
        }
        if (callbackSecret != null && !IN_A_PATH.matcher(callbackSecret.value()).matches()) {
            throw new ConfigException("callbackSecret must be 24 to 64 letters, digits, - and _");
        }
    }
}
