package cn.mejene.vault;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Ports;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.vault.store.BatchPool;
import cn.mejene.vault.store.BlobStore;
import cn.mejene.vault.store.FileBlobStore;
import cn.mejene.vault.store.SealedStreams;
import cn.mejene.vault.store.WorkerPool;
import java.io.IOException;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** Sealed blobs. Serves no operation; sweeps leftovers. */
public final class VaultModule implements Module<VaultConfig> {
    private @Nullable Sweeper sweeper;

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
        var store = open(config, context, workers);
        var streams =
                new SealedStreams(context.vertx(), store, new BatchPool(config.batches()), workers, new SecureRandom());
        var blobs = new BlobRepository();
        var vault = new Vault(context, blobs, store, streams);
        ports.provide(Vault.class, vault);
        sweeper = new Sweeper(context.database(), blobs, vault, store, config.leftoverAfter());
    }

    private static BlobStore open(VaultConfig config, ModuleContext context, WorkerPool workers) {
        try {
            return FileBlobStore.open(context.vertx(), config.store(), workers);
        } catch (IOException e) {
            throw new ConfigException("modules.vault.store: the folder " + config.store() + " cannot be used");
        }
    }

    @Override
    public void serve(VaultConfig config, ModuleContext context, Operations operations) {
        var sweeping = sweeper;
        if (sweeping == null) {
            throw new IllegalStateException("a module is provided before it is served");
        }
        operations.job(new Job(
                "vault.sweep", new Schedule.RealInterval(config.sweepEvery()), run -> sweeping.sweep(run.due())));
    }
}
