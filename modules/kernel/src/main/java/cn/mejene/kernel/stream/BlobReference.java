package cn.mejene.kernel.stream;

import java.util.Base64;

/**
 * Names one sealed object and the key that its bytes are sealed with.
 *
 * @param blobId the object's random id in the blob store
 * @param dataKeyId the wrapped data key's id in the database of keys
 * @param subject whose data it is
 * @param associatedData base 64 of what the ciphertext is bound to (object, member, clinic, kind, format version)
 */
public record BlobReference(String blobId, String dataKeyId, String subject, String associatedData) {

    /** The associated data as bytes. */
    public byte[] associatedBytes() {
        return Base64.getDecoder().decode(associatedData);
    }

    public static BlobReference of(String blobId, String dataKeyId, String subject, byte[] associatedData) {
        return new BlobReference(blobId, dataKeyId, subject, Base64.getEncoder().encodeToString(associatedData));
    }
}
