package cn.mejene.vault.store;

import cn.mejene.vault.seal.SealKey;
import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * One object of a content that lies in several, and what is wanted of it.
 *
 * @param range within the object
 * @param key gets the object's key when its turn has come; whoever asks closes it
 */
public record Piece(BlobId id, ByteRange range, Supplier<Future<SealKey>> key) {}
