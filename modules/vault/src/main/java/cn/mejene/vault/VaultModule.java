package cn.mejene.vault;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Ports;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.vault.store.BatchPool;
import cn.mejene.vault.store.BlobCopy;
import cn.mejene.vault.store.BlobStore;
import cn.mejene.vault.store.FileBlobStore;
import cn.mejene.vault.store.S3BlobStore;
import cn.mejene.vault.store.SealedStreams;
import cn.mejene.vault.store.WorkerPool;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sealed blobs. Serves no operation; sweeps leftovers and moves blobs between stores. */
public final class VaultModule implements Module<VaultConfig> {
    private static final Duration MOVE_EVERY = Duration.ofSeconds(1);

    private @Nullable Sweeper sweeper;
    private @Nullable Mover mover;

    @Override
    public String name() {
        return "vault";
    }

    @Override
    public Class<VaultConfig> configType() {
        return VaultConfig.class;
    }

    @Override
    public void provide(VaultConfig config, ModuleContext context, Ports ports) {
        var workers = new WorkerPool("vault", config.workers());
        var stores = stores(config, context, workers);
        var pool = new BatchPool(config.batches());
        var streams =
                new SealedStreams(context.vertx(), stores.get(stores.forNewBlobs()), pool, workers, new SecureRandom());
        var blobs = new BlobRepository();
        var vault = new Vault(context, blobs, stores, streams);
        ports.provide(Vault.class, vault);
        sweeper = new Sweeper(context.database(), blobs, vault, stores, config.leftoverAfter());
        mover = new Mover(context.database(), blobs, new MoveRepository(), stores, new BlobCopy(pool));
    }

    private static Stores stores(VaultConfig config, ModuleContext context, WorkerPool workers) {
        var stores = new HashMap<String, BlobStore>();
        config.allStores().forEach((name, store) -> stores.put(name, open(name, store, config, context, workers)));
        return new Stores(stores, config.storeForNewBlobs());
    }

    private static BlobStore open(
            String name, StoreConfig store, VaultConfig config, ModuleContext context, WorkerPool workers) {
        var s3 = store.s3();
        if (s3 != null) {
            context.outbound().requireMainland("modules.vault.stores." + name + ".s3", s3.region());
            return S3BlobStore.open(context.vertx(), s3, workers);
        }
        if (!context.development() && !config.waitsForDisk()) {
            throw new ConfigException("modules.vault.sync: an upload counts only on the disk (profile production)");
        }
        return open(Objects.requireNonNull(store.folder()), config, context, workers);
    }

    private static BlobStore open(Path folder, VaultConfig config, ModuleContext context, WorkerPool workers) {
        try {
            var files = FileBlobStore.open(context.vertx(), folder, config.bytesKeptFree(), workers);
            return config.waitsForDisk() ? files : files.unsynced();
        } catch (IOException e) {
            throw new ConfigException("modules.vault: the folder " + folder + " cannot be used");
        }
    }

    @Override
    public void serve(VaultConfig config, ModuleContext context, Operations operations) {
        var sweeping = Objects.requireNonNull(sweeper, "a module is provided before it is served");
        var moving = Objects.requireNonNull(mover, "a module is provided before it is served");
        operations.job(new Job(
                "vault.sweep", new Schedule.RealInterval(config.sweepEvery()), run -> sweeping.sweep(run.due())));
        operations.job(new Job("vault.move", new Schedule.RealInterval(MOVE_EVERY), run -> moving.turn(run.fence())));
    }
}
