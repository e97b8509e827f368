package cn.mejene.vault.store;

import cn.mejene.vault.seal.IntegrityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Copies sealed objects between stores as they are, a batch at a time. Blocks: for virtual threads. It needs no key and
 * sees no plaintext.
 */
public final class BlobCopy {
    private final BatchPool pool;

    public BlobCopy(BatchPool pool) {
        this.pool = pool;
    }

    /**
     * Copies an object and reads the copy back; when this returns, the copy is durable and has the same SHA-256.
     *
     * @throws MissingBlobException when there is no source
     * @throws IntegrityException when the copy is not the same
     */
    public void copyVerified(BlobStore from, BlobId source, BlobStore to, BlobId copy) {
        var written = copy(from, source, to, copy);
        if (!MessageDigest.isEqual(written, digest(to, copy))) {
            to.delete(copy).await();
            throw new IntegrityException("copy");
        }
    }

    private byte[] copy(BlobStore from, BlobId source, BlobStore to, BlobId copy) {
        var sink = to.create(copy);
        try {
            var digest = pass(from, source, batch -> sink.write(batch).await());
            sink.publish().await();
            return digest;
        } catch (Exception | Error failure) {
            sink.discard().otherwiseEmpty().await();
            throw failure;
        }
    }

    private byte[] digest(BlobStore store, BlobId id) {
        return pass(store, id, Batch::release);
    }

    private interface Taker {
        void take(Batch batch);
    }

    private byte[] pass(BlobStore store, BlobId id, Taker taker) {
        var source = store.open(id).await();
        try {
            var digest = sha256();
            for (long offset = 0; offset < source.size(); ) {
                offset += pass(source, offset, digest, taker);
            }
            return digest.digest();
        } finally {
            source.close().await();
        }
    }

    private int pass(BlobSource source, long offset, MessageDigest digest, Taker taker) {
        int length = (int) Math.min(BatchPool.BATCH, source.size() - offset);
        var batch = pool.borrow();
        try {
            source.read(offset, batch.array(), length).await();
            digest.update(batch.array(), 0, length);
            batch.sealed(length);
        } catch (Exception | Error failure) {
            batch.release();
            throw failure;
        }
        taker.take(batch);
        return length;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
