package cn.mejene.chaos.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class KolmogorovSmirnovTest {
    private final Random random = new Random(30);

    private double[] sample(int count, double shift) {
        return DoubleStream.generate(() -> random.nextGaussian() + shift)
                .limit(count)
                .toArray();
    }

    @Test
    void distance_isTheGreatestBetweenTheSteps() {
        var test = KolmogorovSmirnov.of(new double[] {1, 2, 3, 4}, new double[] {3, 4, 5, 6});

        assertThat(test.distance()).isEqualTo(0.5);
    }

    @Test
    void p_isLow_whenOneSampleIsALittleSlower() {
        assertThat(KolmogorovSmirnov.of(sample(2_000, 0), sample(2_000, 0.15)).p())
                .isLessThan(0.01);
    }

    @Test
    void p_isSpreadEvenly_whenBothAreOfOneKind() {
        long low = java.util.stream.IntStream.range(0, 400)
                .filter(_ ->
                        KolmogorovSmirnov.of(sample(200, 0), sample(200, 0)).p() <= 0.05)
                .count();

        assertThat(low / 400.0).isCloseTo(0.05, within(0.04));
    }

    @Test
    void p_isOne_whenTheSamplesAreTheSame() {
        var same = sample(50, 0);

        assertThat(KolmogorovSmirnov.of(same, same).p()).isEqualTo(1);
    }
}
