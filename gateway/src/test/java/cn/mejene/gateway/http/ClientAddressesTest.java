package cn.mejene.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressesTest {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7,203.0.113.7",
        "2001:db8:1:2:3:4:5:6,20010db800010002",
        "2001:db8:1:2::9,20010db800010002",
        "unknown,unknown"
    })
    void network_isWhatOneCallerMayPickFrom(String address, String network) {
        assertThat(ClientAddresses.network(address)).isEqualTo(network);
    }
}
