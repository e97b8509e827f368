package cn.mejene.gateway.http;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Whose address a request comes from. Believes {@code X-Forwarded-For} only of proxies that configuration names. */
final class ClientAddresses {
    private final Set<String> proxies;

    ClientAddresses(List<String> proxies) {
        this.proxies = Set.copyOf(proxies);
    }

    /** The nearest address that is not one of our proxies. */
    String of(HttpServerRequest request) {
        var remote = request.remoteAddress();
        var peer = remote == null || remote.hostAddress() == null ? "unknown" : remote.hostAddress();
        return proxies.contains(peer) ? forwarded(request, peer) : peer;
    }

    private String forwarded(HttpServerRequest request, String peer) {
        var hops = String.join(",", request.headers().getAll("X-Forwarded-For")).split(",", -1);
        for (int i = hops.length - 1; i >= 0; i--) {
            var hop = hops[i].strip();
            if (!NetUtil.isValidIpV4Address(hop) && !NetUtil.isValidIpV6Address(hop)) {
                return peer;
            }
            if (!proxies.contains(hop)) {
                return hop;
            }
        }
        return peer;
    }

    /** What is counted as one caller: an IPv4 address, or the /64 that an IPv6 host may pick its addresses from. */
    static String network(String address) {
        var bytes = NetUtil.isValidIpV6Address(address) ? NetUtil.createByteArrayFromIpAddressString(address) : null;
        return bytes == null || bytes.length != 16 ? address : HexFormat.of().formatHex(bytes, 0, 8);
    }
}
