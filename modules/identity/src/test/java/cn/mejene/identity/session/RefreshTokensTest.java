package cn.mejene.identity.session;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.identity.TestKeyRing;
import org.junit.jupiter.api.Test;

/** Refresh tokens: random, with one successor each, kept as hashes. */
final class RefreshTokensTest {
    private final RefreshTokens tokens = new RefreshTokens(new TestKeyRing());

    @Test
    void make_gives256Bits_differentEachTime() {
        assertThat(tokens.make()).hasSize(4 + 43).startsWith("mrt_").isNotEqualTo(tokens.make());
    }

    @Test
    void successor_isTheSame_forARetry_andAnotherForAnotherToken() {
        var token = tokens.make();
        var successor = tokens.successor(token);

        assertThat(tokens.successor(token)).isEqualTo(successor).isNotEqualTo(token);
        assertThat(tokens.successor(successor)).isNotEqualTo(successor);
        assertThat(tokens.successor(tokens.make())).isNotEqualTo(successor);
        assertThat(new RefreshTokens(new TestKeyRing()).successor(token)).isNotEqualTo(successor);
    }

    @Test
    void hash_hasNothingOfTheToken() {
        var token = tokens.make();

        assertThat(tokens.hash(token).length()).isEqualTo(32);
        assertThat(tokens.hash(token)).isEqualTo(tokens.hash(token)).isNotEqualTo(tokens.hash(tokens.make()));
    }
}
