package cn.mejene.vault;

import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.vault.seal.SealKey;
import java.util.Collection;
import java.util.Map;

/**
 * The one door to personal data. Guarantee: nothing sealed is opened before the {@code Authorizer} has allowed the
 * access and its log entry is durable; if either cannot be had, the door stays shut. Virtual threads only.
 */
public interface KeyRing {

    /**
     * Opens one person's data for one access: one decision, one log entry, then as many values as the access concerns.
     *
     * @param operation what was called, for the log entry, e.g. {@code records.get}
     * @throws cn.mejene.kernel.Problem 403 when the access is refused (which is logged too), 503 when the log or the
     *     keys cannot be reached
     */
    Opened open(Access access, String operation);

    /** A sealed value and what it is to be opened for. */
    record Wanted(Access access, Place place, byte[] sealed) {}

    /**
     * Opens one value of each of several people, as {@link #open} does: decided and fetched together, and their log
     * entries become durable in one commit.
     *
     * @return by subject; whom the door stays shut for, and whose keys are frozen or gone, is missing
     * @throws cn.mejene.kernel.Problem 503 when the log or the keys cannot be reached
     */
    <T extends Record> Map<String, T> openEach(Collection<Wanted> wanted, Class<T> type, String operation);

    /** Seals a value under a new data key of its own. */
    <T extends Record> byte[] seal(Place place, T value);

    /** Seals the new value of something that was sealed before, under the same data key. */
    <T extends Record> byte[] reseal(Place place, byte[] previous, T value);

    /** Destroys the data key of one sealed value: every copy of it becomes unreadable. Idempotent. */
    void destroy(byte[] sealed);

    /** Makes the data key of a new blob that is to be bound to the given identity. */
    BlobReference reserve(String blobId, String subject, KeyClass keyClass, byte[] associatedData);

    /** Destroys a blob's data key: every copy of its bytes becomes unreadable. Idempotent. */
    void destroy(BlobReference blob);

    /**
     * The key of a reserved blob, for sealing its bytes. Given out once, before the blob has any byte, so it opens
     * nothing and no key and nonce are used twice.
     *
     * @throws IllegalStateException when it was given out before
     */
    SealKey sealing(BlobReference blob);

    /** Whether the blob's key still opens it; false when it, or the class key above it, is destroyed or closed. */
    boolean isOpen(BlobReference blob);

    /** A keyed hash by which a value can be found without being stored, e.g. {@code ("phone", "+86…")}; 32 bytes. */
    byte[] blindIndex(String domain, String value);

    /** The name under which the log knows a person, as long as her {@code log} key lives; lower-case hex. */
    String pseudonym(String subject);
}
