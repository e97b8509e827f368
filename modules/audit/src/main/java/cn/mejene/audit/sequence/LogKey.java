package cn.mejene.audit.sequence;

import cn.mejene.audit.sequence.LogKeyRepository.StoredKey;
import cn.mejene.audit.tree.SigningKey;
import cn.mejene.audit.tree.VerifierKey;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Place;
import org.jspecify.annotations.Nullable;

/**
 * The one key that signs what the log says, sealed in the database; opened once per node, when it first signs. Virtual
 * threads only.
 */
public final class LogKey {
    private static final String PLATFORM = "platform";
    private static final String NO_TRACE = "0".repeat(32);

    private final ModuleContext context;
    private final String origin;
    private final LogKeyRepository repository = new LogKeyRepository();
    private volatile @Nullable VerifierKey verifier;
    private volatile @Nullable SigningKey signing;

    /** The private key as it is sealed: PKCS #8. */
    private record PrivateKey(byte[] pkcs8) {
        @Override
        public String toString() {
            return "PrivateKey[***]";
        }
    }

    /** @param origin the log's name, which its checkpoints begin with */
    public LogKey(ModuleContext context, String origin) {
        this.context = context;
        this.origin = origin;
    }

    /** Makes the key of a fresh installation; one, whatever the number of nodes. */
    public void prepare() {
        context.database().run(tx -> {
            repository.lock(tx);
            if (repository.find(tx).isEmpty()) {
                var pair = SigningKey.make();
                var id = Ids.make("lkey");
                var sealed = context.port(KeyRing.class).seal(place(id), new PrivateKey(pair.pkcs8()));
                repository.insert(
                        tx,
                        new StoredKey(
                                id, pair.publicKey(), sealed, context.clock().instant()));
            }
        });
    }

    /** What a verifier needs to be given. */
    public VerifierKey verifier() {
        var known = verifier;
        if (known == null) {
            known = new VerifierKey(origin, VerifierKey.LOG, stored().publicKey());
            verifier = known;
        }
        return known;
    }

    /** What signs. The first call on a node leaves an entry in the log, like any opening of something sealed. */
    public SigningKey signing() {
        var known = signing;
        if (known != null) {
            return known;
        }
        // Some may do it at once: a lock held while the database is asked could stop the verticle that it answers.
        known = open();
        signing = known;
        return known;
    }

    private SigningKey open() {
        var stored = stored();
        var access = Access.system("audit", PLATFORM, Action.READ, Resource.of("signing-key"), "audit", NO_TRACE);
        var key = context.port(KeyRing.class)
                .open(access, "audit.sign")
                .value(place(stored.id()), stored.privateKey(), PrivateKey.class);
        return SigningKey.of(new VerifierKey(origin, VerifierKey.LOG, stored.publicKey()), key.pkcs8());
    }

    private StoredKey stored() {
        return repository.find(context.database()).orElseThrow(() -> new IllegalStateException("the log has no key"));
    }

    private static Place place(String id) {
        return new Place(PLATFORM, KeyClass.EVIDENCE, "audit.log_key", "private_key", id);
    }
}
