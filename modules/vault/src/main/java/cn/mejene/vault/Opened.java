package cn.mejene.vault;

import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.vault.seal.SealKey;

/**
 * What a granted access may read: the data of its one subject. Not for keeping; ends with the request it was opened
 * for.
 */
public interface Opened {

    /**
     * Opens one sealed value.
     *
     * @throws cn.mejene.kernel.Problem 410 {@code erased} when its key has been destroyed
     * @throws cn.mejene.vault.seal.IntegrityException when it was changed or stands in another place
     */
    <T extends Record> T value(Place place, byte[] sealed, Class<T> type);

    /**
     * The key of a blob of the subject's. The caller closes it.
     *
     * @throws cn.mejene.kernel.Problem 410 {@code erased} when it has been destroyed
     */
    SealKey content(BlobReference blob);
}
