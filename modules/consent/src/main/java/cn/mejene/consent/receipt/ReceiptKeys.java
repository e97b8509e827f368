package cn.mejene.consent.receipt;

import cn.mejene.consent.receipt.ReceiptKeyRepository.StoredKey;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.PublishedKeys;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Place;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that sign receipts: a new one each year, all of them published for ever. The newest is opened once an hour
 * and node and kept in memory. Virtual threads only.
 */
public final class ReceiptKeys implements PublishedKeys {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiptKeys.class);
    private static final String PLATFORM = "platform";
    private static final String NO_TRACE = "0".repeat(32);
    private static final Duration LIFE = Duration.ofDays(365);
    private static final long TRUSTED_NANOS = Duration.ofHours(1).toNanos();

    private final ReceiptKeyRepository repository = new ReceiptKeyRepository();
    private final ModuleContext context;
    private volatile @Nullable Opened opened;

    private record Opened(ReceiptKeyPair key, long at) {
        boolean trusted() {
            return System.nanoTime() - at < TRUSTED_NANOS;
        }
    }

    /** The private key as it is sealed. */
    private record Sealed(String pkcs8) {
        @Override
        public String toString() {
            return "Sealed[***]";
        }
    }

    public ReceiptKeys(ModuleContext context) {
        this.context = context;
    }

    /** Makes the first key of an installation, and another when the newest is a year old; one over all nodes. */
    public void renew() {
        context.database().run(tx -> {
            repository.lock(tx);
            var now = context.clock().instant();
            if (repository
                    .newest(tx)
                    .filter(key -> key.createdAt().plus(LIFE).isAfter(now))
                    .isEmpty()) {
                make(tx, now);
            }
        });
    }

    private void make(Tx tx, Instant now) {
        var key = ReceiptKeyPair.make();
        var sealed =
                new Sealed(Base64.getEncoder().encodeToString(key.privateKey().getEncoded()));
        var bytes = context.port(KeyRing.class).seal(place(key.kid()), sealed);
        repository.insert(tx, new StoredKey(key.kid(), key.jwk(), Buffer.buffer(bytes), now));
        LOG.atInfo().addKeyValue("kid", key.kid()).log("receipt key made");
    }

    /** Signs with the newest key that this node knows. */
    String sign(String type, byte[] payload) {
        return current().sign(type, payload);
    }

    private ReceiptKeyPair current() {
        var ready = opened;
        if (ready != null && ready.trusted()) {
            return ready.key();
        }
        // Some may do it at once: a lock held while the database is asked could stop the verticle that it answers.
        var now = new Opened(open(), System.nanoTime());
        opened = now;
        return now.key();
    }

    private ReceiptKeyPair open() {
        var stored = repository
                .newest(context.database())
                .orElseThrow(() -> new IllegalStateException("there is no receipt key"));
        var access = Access.system(
                "consent", PLATFORM, Action.READ, Resource.of("receipt-key"), "receipt-signing", NO_TRACE);
        var sealed = context.port(KeyRing.class)
                .open(access, "consent.sign-receipt")
                .value(place(stored.kid()), stored.privateKey().getBytes(), Sealed.class);
        return ReceiptKeyPair.of(stored.jwk(), Base64.getDecoder().decode(sealed.pkcs8()));
    }

    @Override
    public List<JsonObject> keys() {
        return repository.publicKeys(context.database());
    }

    private static Place place(String kid) {
        return new Place(PLATFORM, KeyClass.EVIDENCE, "consent.receipt_key", "private_key", kid);
    }
}
