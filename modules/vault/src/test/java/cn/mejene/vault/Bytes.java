package cn.mejene.vault;

import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.kernel.testing.TestNode;
import cn.mejene.vault.store.ByteRange;
import cn.mejene.vault.store.Length;
import cn.mejene.vault.store.Sealed;
import cn.mejene.vault.store.SealedUpload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.function.Supplier;

/** The gateway's side of the vault: streams bytes from an event loop of the node. Used by the test's thread. */
public final class Bytes {
    private final TestNode node;
    private final Vault vault;

    public Bytes(TestNode node) {
        this.node = node;
        this.vault = node.context().port(Vault.class);
    }

    BlobReference reserve(String subject) {
        return vault.reserve(
                node.database(), node.context().port(Holder.class), subject, KeyClass.CARE, Map.of("kind", "xray"));
    }

    /** Seals the bytes and leaves them aside. */
    SealedUpload sealed(BlobReference blob, byte[] plain) {
        return on(() -> vault.upload(blob, (array, offset, length) -> {}, Length.atMost(Long.MAX_VALUE))
                .compose(upload -> {
                    upload.write(Buffer.buffer(plain));
                    return upload.finish().map(upload);
                }));
    }

    Sealed published(BlobReference blob, byte[] plain) {
        var upload = sealed(blob, plain);
        return on(() -> upload.publish().compose(done -> upload.sealed()));
    }

    /** A whole upload that counts. */
    public BlobReference stored(String subject, byte[] plain) {
        var blob = reserve(subject);
        published(blob, plain);
        node.database().run(tx -> vault.keep(tx, blob.blobId(), plain.length));
        return blob;
    }

    void erase(BlobReference blob) {
        node.database().run(tx -> vault.erase(tx, blob.blobId()));
    }

    /** Reads a member's own blob through the door. */
    public byte[] download(BlobReference blob, int size) {
        return download(blob, ByteRange.whole(size));
    }

    byte[] download(BlobReference blob, ByteRange range) {
        var collected = new Collected();
        on(() -> vault.download(VaultFixture.own(blob.subject()), "records.get-content", blob, range)
                .compose(download -> download.sendTo(collected)));
        return collected.bytes();
    }

    /** Runs on an event loop and waits for the outcome. */
    <T> T on(Supplier<Future<T>> step) {
        Promise<T> promise = Promise.promise();
        node.context().vertx().getOrCreateContext().runOnContext(_ -> Future.succeededFuture()
                .compose(_ -> step.get())
                .onComplete(promise));
        return promise.future().await();
    }
}
