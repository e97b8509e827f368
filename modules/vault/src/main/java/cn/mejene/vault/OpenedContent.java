package cn.mejene.vault;

import cn.mejene.vault.store.ByteRange;
import cn.mejene.vault.store.ContentDownload;
import io.vertx.core.Future;

/** A content that the door has been opened for, once; its ranges are opened as they are asked for. */
@FunctionalInterface
public interface OpenedContent {
    /** Opens one range and verifies its first segment; never blocks. Fails as {@link Vault#download} does. */
    Future<ContentDownload> range(ByteRange range);
}
