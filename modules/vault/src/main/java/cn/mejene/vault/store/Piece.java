package cn.mejene.vault.store;

import cn.mejene.vault.seal.SealKey;
import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * One object of a content that lies in several, and what is wanted of it.
 *
 * @param source opens the object, wherever it lies, when its turn has come
 * @param range within the object
 * @param key gets the object's key when its turn has come; whoever asks closes it
 */
public record Piece(Supplier<Future<BlobSource>> source, ByteRange range, Supplier<Future<SealKey>> key) {}
