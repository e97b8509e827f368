package cn.mejene.vault.store;

import static cn.mejene.vault.store.BlobStoreContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.vault.seal.SealKey;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** A file store with streams on top, and one event loop to use them from. */
final class StreamsFixture {
    static final int FIRST = (1 << 20) - 56;
    static final int SEGMENT = (1 << 20) - 16;

    final Vertx vertx = Vertx.vertx();
    final Context loop = vertx.getOrCreateContext();
    final WorkerPool workers = new WorkerPool("streams-test", 4);
    final BatchPool pool;
    final Path root;
    final AtomicLong nanoTime = new AtomicLong();
    final SecureRandom secure = new SecureRandom();
    final Random random = new Random(5);
    final byte[] dataKey = bytes(32);
    final byte[] identity = bytes(40);
    final BlobStore store;
    SealedStreams streams;

    StreamsFixture(Path root, int allowance) throws IOException {
        this.root = root;
        this.pool = new BatchPool(allowance);
        this.store = FileBlobStore.open(vertx, root, 0, workers);
        use(store);
    }

    void use(BlobStore other) {
        streams = new SealedStreams(vertx, other, pool, workers, secure, nanoTime::get);
    }

    /** From now on each look at the clock finds it most of a second later. */
    void comeSlowly() {
        streams = new SealedStreams(vertx, store, pool, workers, secure, () -> nanoTime.addAndGet(600_000_000));
    }

    SealKey key() {
        return new SealKey(dataKey, identity);
    }

    BlobId id() {
        return BlobId.random(secure);
    }

    byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Runs on the event loop and waits for the outcome. */
    <T> T on(Supplier<Future<T>> step) throws Exception {
        Promise<T> promise = Promise.promise();
        loop.runOnContext(
                _ -> Future.<Void>succeededFuture().compose(_ -> step.get()).onComplete(promise));
        return await(promise.future());
    }

    /** A whole upload in pieces of the given size, by the rules: pausing when told to. */
    Future<Sealed> send(SealedUpload upload, byte[] plain, int piece) {
        new Sender(upload, plain, piece).send();
        return upload.sealed();
    }

    BlobId stored(byte[] plain) throws Exception {
        var id = id();
        on(() -> {
            var upload = streams.upload(id, key(), (_, _, _) -> {}, Length.atMost(Long.MAX_VALUE));
            return send(upload, plain, 64 * 1024).compose(_ -> upload.publish());
        });
        return id;
    }

    Path file(BlobId id) {
        var name = id.value();
        return root.resolve("blobs")
                .resolve(name.substring(0, 2))
                .resolve(name.substring(2, 4))
                .resolve(name);
    }

    List<Path> asideFiles() {
        try (var files = Files.list(root.resolve("aside"))) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void close() throws Exception {
        Awaitility.await().untilAsserted(() -> assertThat(pool.borrowed()).isZero());
        assertThat(asideFiles()).isEmpty();
        await(vertx.close());
        workers.close();
    }

    private static final class Sender {
        private final SealedUpload upload;
        private final byte[] plain;
        private final int piece;
        private int at;

        Sender(SealedUpload upload, byte[] plain, int piece) {
            this.upload = upload;
            this.plain = plain;
            this.piece = piece;
            upload.drainHandler(_ -> send());
        }

        void send() {
            while (at < plain.length && !upload.writeQueueFull()) {
                int length = Math.min(piece, plain.length - at);
                upload.write(Buffer.buffer(length).appendBytes(plain, at, length));
                at += length;
            }
            if (at == plain.length) {
                upload.finish();
            }
        }
    }
}
