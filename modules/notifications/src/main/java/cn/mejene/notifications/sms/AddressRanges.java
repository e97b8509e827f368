package cn.mejene.notifications.sms;

import cn.mejene.kernel.config.ConfigException;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Ranges of network addresses in CIDR notation, IPv4 and IPv6. Immutable. */
public final class AddressRanges {
    private final List<IpSubnetFilterRule> ranges;

    private AddressRanges(List<IpSubnetFilterRule> ranges) {
        this.ranges = ranges;
    }

    /** @throws ConfigException when one is no range, e.g. {@code 203.0.113.0/24} */
    static AddressRanges of(List<String> ranges) {
        return new AddressRanges(ranges.stream().map(AddressRanges::range).toList());
    }

    private static IpSubnetFilterRule range(String cidr) {
        var parts = cidr.split("/", 2);
        var address = NetUtil.createByteArrayFromIpAddressString(parts[0]);
        if (address == null || parts.length < 2 || !parts[1].matches("[0-9]{1,3}")) {
            throw noRange();
        }
        int bits = Integer.parseInt(parts[1]);
        if (bits > address.length * Byte.SIZE) {
            throw noRange();
        }
        return new IpSubnetFilterRule(parts[0], bits, IpFilterRuleType.ACCEPT);
    }

    private static ConfigException noRange() {
        return new ConfigException("callbackFrom: ranges are written as in 203.0.113.0/24");
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Whether an address is in one of them; none is that is not written as an address. */
    boolean contain(String address) {
        InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
        return parsed != null && ranges.stream().anyMatch(range -> range.matches(new InetSocketAddress(parsed, 0)));
    }
}
