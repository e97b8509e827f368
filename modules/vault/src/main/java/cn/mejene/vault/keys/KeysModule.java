package cn.mejene.vault.keys;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Ports;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.kernel.privacy.AnswerSealer;
import cn.mejene.vault.KeyHolders;
import cn.mejene.vault.KeyLifecycle;
import cn.mejene.vault.KeyRing;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database of wrapped keys and the key ring over it. Serves no operation; rotates the root key as a job. */
public final class KeysModule implements Module<KeysConfig> {
    private static final Logger LOG = LoggerFactory.getLogger(KeysModule.class);
    private static final Duration ROTATE_EVERY = Duration.ofSeconds(1);
    private static final Duration COPY_EVERY = Duration.ofSeconds(5);
    private static final Duration NOTE_EVERY = Duration.ofSeconds(30);

    private @Nullable KeyRepository repository;
    private @Nullable TombstoneCopies copies;
    private @Nullable Rotation rotation;
    private @Nullable Holders holders;

    @Override
    public String name() {
        return "keys";
    }

    @Override
    public Class<KeysConfig> configType() {
        return KeysConfig.class;
    }

    @Override
    public Database.Name database() {
        return Database.Name.KEYS;
    }

    @Override
    public void provide(KeysConfig config, ModuleContext context, Ports ports) {
        var root = root(config, context);
        var tombstones = Tombstones.open(config.tombstoneFile());
        var keys = new KeyRepository(context.keys(), tombstones);
        var classKeys = new ClassKeys(keys, root, config.suiteForSealing());
        var ring = new EnvelopeKeyRing(context, keys, classKeys);
        ports.provide(KeyRing.class, ring);
        ports.provide(AnswerSealer.class, ring);
        ports.provide(KeyLifecycle.class, new ClassKeyStates(keys, classKeys));
        holders = new Holders(new HolderRepository(context.keys()), ring);
        ports.provide(KeyHolders.class, holders);
        repository = keys;
        copies = new TombstoneCopies(keys, tombstones);
        rotation = new Rotation(new RotationRepository(context.keys()), root);
    }

    private static KeyManagement root(KeysConfig config, ModuleContext context) {
        var transit = config.transit();
        if (transit == null) {
            return LocalKeyManagement.open(Objects.requireNonNull(config.rootKey()));
        }
        var root = new TransitKeyManagement(context.outbound(), transit);
        return transit.cacheTime().isPositive() ? new CachingKeyManagement(root, transit.cacheTime()) : root;
    }

    /** Before anything is served: no restore of the database may bring back what was destroyed. */
    @Override
    public void prepare(KeysConfig config, ModuleContext context) {
        int again = Objects.requireNonNull(repository).replay();
        if (again > 0) {
            LOG.atWarn().addKeyValue("removed", again).log("restored keys destroyed again");
        }
        Objects.requireNonNull(copies).copy();
    }

    @Override
    public void serve(KeysConfig config, ModuleContext context, Operations operations) {
        var rotating = Objects.requireNonNull(rotation);
        Gauge.builder("mejene.keys.rewrap.remaining", rotating, Rotation::remaining)
                .register(context.metrics());
        operations.job(new Job("keys.rotate", new Schedule.RealInterval(ROTATE_EVERY), run -> rotating.turn()));
        // A job of each node's own, for its own file.
        var copying = Objects.requireNonNull(copies);
        operations.job(new Job(
                "keys.copy-tombstones." + context.node(),
                new Schedule.RealInterval(COPY_EVERY),
                run -> copying.copy()));
        var noting = Objects.requireNonNull(holders);
        operations.job(new Job("keys.note-pseudonyms", new Schedule.RealInterval(NOTE_EVERY), run -> noting.note()));
    }
}
