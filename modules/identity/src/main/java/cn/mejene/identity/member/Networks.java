package cn.mejene.identity.member;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.HexFormat;

/** The block of addresses that one access to the internet has: /24 of IPv4, /48 of IPv6. Stateless. */
final class Networks {
    private static final int IPV4 = 4;
    private static final int IPV4_BYTES = 3;
    private static final int IPV6_BYTES = 6;

    private Networks() {}

    /** A word for the block; for what is no address, the text itself. */
    static String block(String address) {
        var bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            return address;
        }
        return HexFormat.of().formatHex(Arrays.copyOf(bytes, bytes.length == IPV4 ? IPV4_BYTES : IPV6_BYTES));
    }
}
