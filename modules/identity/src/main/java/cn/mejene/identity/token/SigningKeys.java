package cn.mejene.identity.token;

import cn.mejene.identity.token.SigningKeyRepository.StoredKey;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Place;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that sign access tokens: one current key for all nodes, sealed in the database, opened once per node and
 * kept in memory. Virtual threads only. It does not verify: that is the gateway's part.
 */
public final class SigningKeys {
    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);
    private static final String PLATFORM = "platform";
    private static final String NO_TRACE = "0".repeat(32);
    private static final long TRUSTED_NANOS = Duration.ofSeconds(30).toNanos();

    private final Vertx vertx;
    private final Database database;
    private final KeyRing keyRing;
    private final TokenConfig config;
    private final InstantSource clock;
    private final SigningKeyRepository repository = new SigningKeyRepository();
    private volatile @Nullable Signer signer;

    /** A key that is ready to sign, and when the database last said that it is the current one. */
    private record Signer(String kid, JWTAuth jwt, long confirmedAt) {
        boolean trusted() {
            return System.nanoTime() - confirmedAt < TRUSTED_NANOS;
        }
    }

    /** The private key as it is sealed: PKCS #8 in PEM. */
    private record PrivateKey(String pem) {
        @Override
        public String toString() {
            return "PrivateKey[***]";
        }
    }

    public SigningKeys(Vertx vertx, Database database, KeyRing keyRing, TokenConfig config, InstantSource clock) {
        this.vertx = vertx;
        this.database = database;
        this.keyRing = keyRing;
        this.config = config;
        this.clock = clock;
    }

    /** Makes the first key of an installation; one, whatever the number of nodes. */
    public void prepare() {
        database.run(tx -> {
            repository.lock(tx);
            if (repository.current(tx).isEmpty()) {
                make(tx);
            }
        });
    }

    /** Replaces a key that is old enough and forgets those whose last token has expired. */
    public void rotate() {
        database.run(tx -> {
            repository.lock(tx);
            var now = clock.instant();
            var old = repository
                    .current(tx)
                    .filter(key -> !key.createdAt().plus(config.signingKey()).isAfter(now));
            if (old.isPresent()) {
                // Nodes may sign with the old key until they look again.
                repository.retire(tx, now.plus(config.access()).plus(Duration.ofHours(1)));
                make(tx);
            }
            var retired = repository.deleteRetired(tx, now);
            tx.afterCommit(() -> retired.forEach(key -> keyRing.destroy(key.getBytes())));
        });
    }

    private void make(Tx tx) {
        var pair = KeyPairs.make();
        var jwk = KeyPairs.jwk((ECPublicKey) pair.getPublic());
        var kid = jwk.getString("kid");
        var sealed = keyRing.seal(place(kid), new PrivateKey(KeyPairs.pem(pair)));
        repository.insert(tx, new StoredKey(kid, jwk.encode(), Buffer.buffer(sealed), clock.instant()));
        LOG.atInfo().addKeyValue("kid", kid).log("signing key made");
    }

    /** What signs with the current key. */
    JWTAuth current() {
        var ready = signer;
        return ready != null && ready.trusted() ? ready.jwt() : confirmed();
    }

    /** Some may do it at once: a lock held while the database is asked could stop the verticle that it answers. */
    private JWTAuth confirmed() {
        var ready = signer;
        var stored =
                repository.current(database).orElseThrow(() -> new IllegalStateException("there is no signing key"));
        var jwt = ready != null && ready.kid().equals(stored.kid()) ? ready.jwt() : open(stored);
        signer = new Signer(stored.kid(), jwt, System.nanoTime());
        return jwt;
    }

    private JWTAuth open(StoredKey stored) {
        var access = Access.system(
                "identity", PLATFORM, Action.READ, Resource.of("signing-key"), "authentication", NO_TRACE);
        var key = keyRing.open(access, "identity.sign")
                .value(place(stored.kid()), stored.privateKey().getBytes(), PrivateKey.class);
        return JWTAuth.create(
                vertx,
                new JWTAuthOptions()
                        .addPubSecKey(new PubSecKeyOptions()
                                .setAlgorithm("ES256")
                                .setId(stored.kid())
                                .setBuffer(key.pem())));
    }

    private static Place place(String kid) {
        return new Place(PLATFORM, KeyClass.IDENTITY, "identity.signing_key", "private_key", kid);
    }
}
