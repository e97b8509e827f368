package cn.mejene.gateway.stream;

import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.vault.store.ByteWatcher;
import cn.mejene.vault.store.Length;
import cn.mejene.vault.store.RunningDigest;
import cn.mejene.vault.store.SealedUpload;
import io.vertx.core.Future;

/** Starts the sealing of a part's bytes, whose digest goes on where the part before ended; {@code Vault::upload}. */
@FunctionalInterface
interface PartOpener {
    Future<SealedUpload> open(BlobReference blob, ByteWatcher watcher, RunningDigest digest, Length length);
}
