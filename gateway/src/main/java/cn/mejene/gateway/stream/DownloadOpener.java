package cn.mejene.gateway.stream;

import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.vault.OpenedContent;
import cn.mejene.vault.store.ByteRange;
import cn.mejene.vault.store.ContentDownload;
import io.vertx.core.Future;

/** Opens a blob through the door: decision, log entry, key, first segment; the vault. */
interface DownloadOpener {
    Future<ContentDownload> download(Access access, String operation, BlobReference blob, ByteRange range);

    /** The same without a segment, for several ranges. */
    Future<OpenedContent> open(Access access, String operation, BlobReference blob);
}
