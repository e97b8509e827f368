package cn.mejene.chaos.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScanTest {

    @Test
    void bytes_areABinaryStlWithItsMarker_andTheSameEachTime() {
        var scan = new Scan(7, 42);

        var bytes = scan.bytes();

        assertThat(bytes).hasSize(84 + 7 * 50);
        assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(80))
                .isEqualTo(7);
        assertThat(new String(bytes, 0, 80, StandardCharsets.US_ASCII)).startsWith("scan chaos-42");
        assertThat(scan.equalsBytes(new Scan(7, 42).bytes())).isTrue();
        assertThat(scan.equalsBytes(new Scan(7, 43).bytes())).isFalse();
    }
}
