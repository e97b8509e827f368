package cn.mejene.notifications.push;

import cn.mejene.kernel.outbound.Outbound;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Connections to push services; they get a device token and a text that says nothing. */
final class PushClients {
    private static final List<String> FIELDS = List.of("pushToken");

    private PushClients() {}

    static WebClient mainland(Outbound outbound, String party, URI endpoint, Duration timeout) {
        return outbound.toThirdParty(party, FIELDS, endpoint, options(timeout));
    }

    /** HTTP/2, on which many requests share a connection. */
    static WebClient abroad(Outbound outbound, String party, URI endpoint, Duration timeout) {
        boolean tls = "https".equals(endpoint.getScheme());
        return outbound.toThirdPartyAbroad(
                party,
                FIELDS,
                endpoint,
                options(timeout)
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setUseAlpn(tls)
                        .setHttp2ClearTextUpgrade(false));
    }

    private static WebClientOptions options(Duration timeout) {
        return new WebClientOptions().setUserAgentEnabled(false).setConnectTimeout((int) timeout.toMillis());
    }
}
