package cn.mejene.vault.keys;

import static cn.mejene.vault.VaultFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.kernel.config.Secret;
import cn.mejene.kernel.testing.Workspace;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TransitKeyManagementIT extends KeyManagementContract {
    private final TransitServer server = new TransitServer();
    private final Vertx vertx = Vertx.vertx();

    @Override
    KeyManagement newRoot() {
        return root(server.address(), "mejene-root", TransitServer.TOKEN);
    }

    private TransitKeyManagement root(URI address, String key, String token) {
        return new TransitKeyManagement(
                Workspace.outbound(vertx),
                new TransitConfig(address, null, null, key, new Secret(token), "team-a", Duration.ofMillis(500), null));
    }

    @AfterEach
    void close() {
        server.close();
        vertx.close().await();
    }

    @Test
    void wrapped_isVaultsOwnText() {
        assertThat(new String(root.wrap(KEY, PLACE), StandardCharsets.US_ASCII)).startsWith("vault:v1:");
        root.rotate();
        assertThat(new String(root.wrap(KEY, PLACE), StandardCharsets.US_ASCII)).startsWith("vault:v2:");
    }

    @Test
    void everything_isUnavailable_whenTheServiceIsSealedSilentOrGone() {
        var wrapped = root.wrap(KEY, PLACE);

        server.seal(true);
        assertUnavailable(root, wrapped);
        server.seal(false);
        server.silence(true);
        assertUnavailable(root, wrapped);
        server.silence(false);
        assertThat(root.unwrap(wrapped, PLACE)).isEqualTo(KEY);
        var address = server.address();
        server.close();
        assertUnavailable(root(address, "mejene-root", TransitServer.TOKEN), wrapped);
    }

    @Test
    void everything_isUnavailable_whenTheTokenOrTheKeyIsWrong() {
        var wrapped = root.wrap(KEY, PLACE);

        assertUnavailable(root(server.address(), "mejene-root", "wrong"), wrapped);
        assertUnavailable(root(server.address(), "no-such-key", TransitServer.TOKEN), wrapped);
    }

    private static void assertUnavailable(KeyManagement root, byte[] wrapped) {
        assertThat(refused(() -> root.wrap(KEY, PLACE)).status()).isEqualTo(503);
        assertThat(refused(() -> root.unwrap(wrapped, PLACE)).status()).isEqualTo(503);
        assertThat(refused(() -> root.rewrap(wrapped, PLACE)).status()).isEqualTo(503);
        assertThat(refused(root::rotate).status()).isEqualTo(503);
    }

    @Test
    void cache_sparesTheService_untilAnotherKeyIsAsked() {
        var cached = new CachingKeyManagement(root, Duration.ofMinutes(1));
        var wrapped = cached.wrap(KEY, PLACE);
        cached.unwrap(wrapped, PLACE)[0] ^= 1;
        int before = server.requests();

        assertThat(cached.unwrap(wrapped, PLACE)).isEqualTo(KEY);
        assertThat(server.requests()).isEqualTo(before);
        cached.keepOnly(cached.rotate());
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> cached.unwrap(wrapped, PLACE)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void config_showsNoToken() {
        assertThat(new TransitConfig(
                                server.address(), null, null, "k", new Secret(TransitServer.TOKEN), null, null, null)
                        .toString())
                .doesNotContain(TransitServer.TOKEN);
    }
}
