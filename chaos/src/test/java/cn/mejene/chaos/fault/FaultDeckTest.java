package cn.mejene.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.chaos.fault.FaultDeck.Kind;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultDeckTest {

    private static List<List<Fault>> deal(long seed, int rounds, Set<Kind> kinds) {
        var deck = new FaultDeck(new Random(seed), new FaultDeck.Limits(3, Duration.ofSeconds(30)), kinds);
        return IntStream.range(0, rounds).mapToObj(_ -> deck.deal()).toList();
    }

    @Test
    void deal_isTheSame_whenTheSeedIs() {
        assertThat(deal(7, 30, Set.of())).isEqualTo(deal(7, 30, Set.of()));
        assertThat(deal(7, 30, Set.of())).isNotEqualTo(deal(8, 30, Set.of()));
    }

    @Test
    void deal_bringsEveryKind_beforeOneComesAgain() {
        for (long seed = 0; seed < 50; seed++) {
            var firsts = new HashSet<Class<?>>();
            deal(seed, Kind.values().length, Set.of())
                    .forEach(faults -> firsts.add(faults.getFirst().getClass()));
            assertThat(firsts).hasSameSizeAs(Kind.values());
        }
    }

    @Test
    void deal_neverHidesOneFaultBehindAnother() {
        assertThat(deal(3, 500, Set.of())).allSatisfy(faults -> assertThat(faults)
                .hasSizeBetween(1, 2)
                .extracting(Fault::domain)
                .doesNotHaveDuplicates());
    }

    @Test
    void deal_keepsToTheLongestTime() {
        assertThat(deal(3, 100, Set.of(Kind.SERVICES_FREEZE)))
                .extracting(List::getFirst)
                .allSatisfy(fault -> assertThat(((FreezeServices) fault).time())
                        .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30)));
    }

    @Test
    void deal_keepsToTheKindsThatWereAskedFor() {
        assertThat(deal(3, 20, Set.of(Kind.of("kill"), Kind.of("freeze"))))
                .allSatisfy(
                        faults -> assertThat(faults).singleElement().isInstanceOfAny(KillNode.class, FreezeNode.class));
        assertThatThrownBy(() -> Kind.of("flood")).hasMessageContaining("database-freeze");
    }
}
