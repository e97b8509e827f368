package cn.mejene.chaos.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The short form of experiments D5 and D7, and that the counting would notice. */
class PairsTest {
    @Test
    void pairs_neverComeTwice_betweenThreeNodesAndRestarts() throws Exception {
        var pairs = new Pairs(110_000);

        for (int life = 0; life < 6; life++) {
            pairs.life(100_000 / 6 + 1);
        }

        assertThat(pairs.sealed()).isGreaterThanOrEqualTo(100_000);
        assertThat(pairs.twice()).isZero();
    }

    @Test
    void pairs_areFoundTwice_whenTheRandomNumbersAreTheSame() throws Exception {
        var pairs = new Pairs(100);

        pairs.life(10, new Constant());

        assertThat(pairs.twice()).isPositive();
    }

    @Test
    void files_goBothWays_betweenTinkAndUs() throws Exception {
        var interop = new Interop(new Random(5));
        for (int file : new int[] {0, 1, 6}) {
            assertThat(interop.holds(interop.size(file, 1 << 20))).isTrue();
        }
    }

    /** As a restart would have it whose seed comes again. */
    private static final class Constant extends SecureRandom {
        private static final long serialVersionUID = 1L;

        @Override
        public void nextBytes(byte[] bytes) {
            java.util.Arrays.fill(bytes, (byte) 7);
        }
    }
}
