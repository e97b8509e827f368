package cn.mejene.gateway.stream;

import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.vault.store.ByteWatcher;
import cn.mejene.vault.store.Length;
import cn.mejene.vault.store.SealedUpload;
import io.vertx.core.Future;

/** Starts the sealing of a reserved blob's bytes; {@code Vault::upload}. */
@FunctionalInterface
interface UploadOpener {
    Future<SealedUpload> open(BlobReference blob, ByteWatcher watcher, Length length);
}
