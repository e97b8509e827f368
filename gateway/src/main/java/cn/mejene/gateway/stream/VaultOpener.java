package cn.mejene.gateway.stream;

import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.vault.OpenedContent;
import cn.mejene.vault.Vault;
import cn.mejene.vault.store.ByteRange;
import cn.mejene.vault.store.ContentDownload;
import io.vertx.core.Future;

/** The vault's door. Thread-safe. */
record VaultOpener(Vault vault) implements DownloadOpener {
    @Override
    public Future<ContentDownload> download(Access access, String operation, BlobReference blob, ByteRange range) {
        return vault.download(access, operation, blob, range);
    }

    @Override
    public Future<OpenedContent> open(Access access, String operation, BlobReference blob) {
        return vault.open(access, operation, blob);
    }
}
