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

    @Test
    void word_standsInEvery64KiB_andTheFileStaysFinite() {
        var scan = new Scan(5_000, 42, "Looked4");

        var bytes = scan.bytes();

        assertThat(bytes).hasSize(scan.size());
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (int at = 0; at + (64 << 10) <= bytes.length; at += 64 << 10) {
            assertThat(text.substring(at, at + (64 << 10))).contains("Looked4");
        }
        var numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int triangle = 0; triangle < 5_000; triangle++) {
            for (int number = 0; number < 12; number++) {
                assertThat(numbers.getFloat(84 + 50 * triangle + 4 * number)).isFinite();
            }
        }
    }
}
