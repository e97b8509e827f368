package cn.mejene.kernel.outbound;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Policies;
import cn.mejene.kernel.outbound.ThirdParties.ThirdParty;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.client.impl.ClientPhase;
import io.vertx.ext.web.client.impl.HttpContext;
import io.vertx.ext.web.client.impl.WebClientInternal;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way out over the network (policy II(B)1, III.0, VII(A)1). A client reaches the hosts that the published register
 * names for one third party, or one service of the installation's own on the mainland; any other connection is refused
 * before it is made. In development, what stands in for providers on this machine is reached too. Thread-safe.
 */
public final class Outbound {
    private static final Logger LOG = LoggerFactory.getLogger(Outbound.class);
    private static final Pattern THIS_MACHINE = Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[?::1]?");

    /** Connections of a client at once, where each carries one request at a time. */
    private static final int POOL = 32;

    private final Vertx vertx;
    private final Policies policies;
    private final boolean development;
    private final MeterRegistry metrics;

    /**
     * Where one client may connect to.
     *
     * @param recipient the third party's id, or {@code own}
     */
    private record Destination(String recipient, Set<String> hosts) {}

    public Outbound(Vertx vertx, Policies policies, boolean development, MeterRegistry metrics) {
        this.vertx = vertx;
        this.policies = policies;
        this.development = development;
        this.metrics = metrics;
    }

    /**
     * A client that reaches one third party and nobody else; it follows no redirect.
     *
     * @param id its id in the register
     * @param fields what the requests carry of personal information, by the names of the register
     * @param endpoint where the configuration says it is
     * @throws ConfigException when the register does not name the party on the mainland, the host or a field
     */
    public WebClient toThirdParty(String id, List<String> fields, URI endpoint, WebClientOptions options) {
        return guarded(destination(party(id), fields, endpoint.getHost()), options);
    }

    /**
     * The same for a party abroad. It carries what {@code consent.allow-transfer} has allowed and nothing else: whoever
     * uses it asks there for each person and each message.
     *
     * @throws ConfigException when the register does not name the party, the host or a field
     */
    public WebClient toThirdPartyAbroad(String id, List<String> fields, URI endpoint, WebClientOptions options) {
        return guarded(destination(registered(id), fields, endpoint.getHost()), options);
    }

    /**
     * For the libraries that open connections of their own to a third party, one host and no other (mail).
     *
     * @throws ConfigException as {@link #toThirdParty}
     */
    public void requireThirdParty(String id, List<String> fields, String host) {
        var destination = destination(party(id), fields, host);
        LOG.atInfo().addKeyValue("recipient", destination.recipient()).log("connections of a library's own");
    }

    private Destination destination(ThirdParty party, List<String> fields, String host) {
        var id = party.id();
        for (var field : fields) {
            if (!party.fields().contains(field)) {
                throw new ConfigException("third-parties.yaml does not let " + id + " have '" + field + "'");
            }
        }
        var destination = new Destination(id, Set.copyOf(party.hosts()));
        if (!isAllowed(destination, host)) {
            throw new ConfigException(
                    "third-parties.yaml names no host '" + host + "' of " + id + ": nothing goes there");
        }
        return destination;
    }

    /**
     * A client that reaches one service of the installation's own.
     *
     * @param key the configuration key of the service
     * @param region where it is; must be said and on the mainland, except in development
     */
    public WebClient toOwn(String key, URI address, @Nullable String region, WebClientOptions options) {
        requireMainland(key, region);
        return guarded(new Destination("own", Set.of(host(address.getHost()))), options);
    }

    /**
     * For the libraries that open connections of their own to a service of the installation's.
     *
     * @throws ConfigException when the service is not said to be on the mainland; never in development
     */
    public void requireMainland(String key, @Nullable String region) {
        if (!development && !Region.isMainland(region)) {
            throw new ConfigException(key + ".region: "
                    + (region == null ? "is missing" : region + " is no region of the mainland")
                    + " (profile production)");
        }
    }

    private ThirdParty party(String id) {
        var party = registered(id);
        if (!Region.isMainland(party.region())) {
            throw new ConfigException(
                    "third-parties.yaml: " + id + " is abroad; information leaves the mainland through transfers only");
        }
        return party;
    }

    private ThirdParty registered(String id) {
        return ThirdParties.load(policies)
                .find(id)
                .orElseThrow(() -> new ConfigException("third-parties.yaml has no '" + id + "'"));
    }

    private WebClient guarded(Destination destination, WebClientOptions options) {
        var client = (WebClientInternal) WebClient.create(
                vertx,
                new WebClientOptions(options).setFollowRedirects(false),
                new PoolOptions().setHttp1MaxSize(POOL));
        return client.addInterceptor(request -> pass(destination, request));
    }

    /** Before the connection, for every request and whatever address it was made with. */
    private void pass(Destination destination, HttpContext<?> request) {
        if (request.phase() != ClientPhase.CREATE_REQUEST) {
            request.next();
            return;
        }
        var options = request.requestOptions();
        var allowed = options.getServer() == null && isAllowed(destination, options.getHost());
        metrics.counter(
                        "mejene.outbound.requests",
                        "recipient",
                        destination.recipient(),
                        "outcome",
                        allowed ? "sent" : "refused")
                .increment();
        if (allowed) {
            request.next();
        } else {
            LOG.atError()
                    .addKeyValue("recipient", destination.recipient())
                    .log("connection refused: unregistered host");
            request.fail(new OutboundRefusedException(destination.recipient()));
        }
    }

    private boolean isAllowed(Destination destination, @Nullable String host) {
        return host != null
                && (destination.hosts().contains(host(host))
                        || (development && THIS_MACHINE.matcher(host(host)).matches()));
    }

    private static String host(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
