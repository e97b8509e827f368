package cn.mejene.kernel.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionTest {
    @ParameterizedTest
    @CsvSource({
        "cn-north-1, true",
        "cn-northwest-1, true",
        "oss-cn-shenzhen, true",
        "ap-guangzhou, true",
        "cn-hongkong, false",
        "oss-cn-hongkong, false",
        "ap-hongkong, false",
        "ap-east-1, false",
        "us-east-1, false"
    })
    void isMainland_goesByTheName(String region, boolean expected) {
        assertThat(Region.isMainland(region)).isEqualTo(expected);
    }
}
