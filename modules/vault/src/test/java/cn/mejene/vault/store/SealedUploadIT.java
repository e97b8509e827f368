package cn.mejene.vault.store;

import static cn.mejene.vault.store.BlobStoreContract.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedUploadIT {
    private static final ByteWatcher NOBODY = (_, _, _) -> {};

    @TempDir
    Path root;

    private StreamsFixture f;

    @BeforeEach
    void open() throws IOException {
        f = new StreamsFixture(root, 8);
    }

    @AfterEach
    void close() throws Exception {
        f.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1048519, 1048520, 1048521, 1048560, 2097080, 2097081, 7_000_001})
    void upload_storesWhatTinkOpens_whateverTheSize(int size) throws Exception {
        byte[] plain = f.bytes(size);
        var id = f.id();
        var seen = new ByteArrayOutputStream();
        var sealed = f.on(() -> {
            var upload = f.streams.upload(id, f.key(), seen::write, Length.atMost(size));
            return f.send(upload, plain, 50_001)
                    .compose(result -> upload.publish().map(result));
        });

        var tink = new AesGcmHkdfStreaming(f.dataKey, "HmacSha256", 32, 1 << 20, 0);
        try (var stored = tink.newDecryptingStream(Files.newInputStream(f.file(id)), f.identity)) {
            assertThat(Arrays.equals(stored.readAllBytes(), plain)).isTrue();
        }
        assertThat(Arrays.equals(seen.toByteArray(), plain)).isTrue();
        var digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(plain));
        assertThat(sealed).isEqualTo(new Sealed(size, Files.size(f.file(id)), digest));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65472, 65473, 1048520, 1048521, 1048560, 2097080, 2097081, 3_000_001})
    void upload_storesWhatTinkOpens_whenItComesSlowly(int size) throws Exception {
        byte[] plain = f.bytes(size);
        var id = f.id();
        f.comeSlowly();
        f.on(() -> {
            var upload = f.streams.upload(id, f.key(), NOBODY, new Length(size, OptionalLong.of(size)));
            return f.send(upload, plain, 50_001).compose(_ -> upload.publish());
        });

        assertThat(f.pool.peak()).isLessThanOrEqualTo(size == 0 ? 1 : 0);
        var tink = new AesGcmHkdfStreaming(f.dataKey, "HmacSha256", 32, 1 << 20, 0);
        try (var stored = tink.newDecryptingStream(Files.newInputStream(f.file(id)), f.identity)) {
            assertThat(Arrays.equals(stored.readAllBytes(), plain)).isTrue();
        }
    }

    @Test
    void upload_isSealedByTheSegment_whenItsBeginningComesQuickly() throws Exception {
        byte[] plain = f.bytes(3_000_001);
        var id = f.id();
        f.on(() -> {
            var upload = f.streams.upload(id, f.key(), NOBODY, new Length(1L << 30, OptionalLong.of(plain.length)));
            return f.send(upload, plain, 50_001).compose(_ -> upload.publish());
        });

        assertThat(f.pool.peak()).isPositive();
        var tink = new AesGcmHkdfStreaming(f.dataKey, "HmacSha256", 32, 1 << 20, 0);
        try (var stored = tink.newDecryptingStream(Files.newInputStream(f.file(id)), f.identity)) {
            assertThat(Arrays.equals(stored.readAllBytes(), plain)).isTrue();
        }
    }

    /** More of them than there are workers. */
    @Test
    void upload_isStored_whileTheWatchersOfOthersWait() throws Exception {
        var answered = new CountDownLatch(1);
        var waiting = new CountDownLatch(5);
        var slow = new ArrayList<Future<Sealed>>();
        for (int i = 0; i < 5; i++) {
            var id = f.id();
            slow.add(f.on(() -> {
                var upload = f.streams.upload(id, f.key(), new Waiting(waiting, answered), Length.atMost(10));
                return Future.succeededFuture(f.send(upload, f.bytes(10), 10)
                        .compose(stored -> upload.publish().map(stored)));
            }));
        }
        waiting.await();

        var quick = f.stored(f.bytes(3_000_000));

        assertThat(f.file(quick)).exists();
        assertThat(slow).noneMatch(Future::isComplete);
        answered.countDown();
        for (var one : slow) {
            assertThat(f.on(() -> one).plainSize()).isEqualTo(10);
        }
    }

    /** Somebody who asks somebody else. */
    private record Waiting(CountDownLatch begun, CountDownLatch answered) implements ByteWatcher {
        @Override
        public void bytes(byte[] array, int offset, int length) {
            begun.countDown();
            try {
                answered.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public boolean mayWait() {
            return true;
        }
    }

    @Test
    void upload_fails_whenItIsNotAsLongAsAnnounced() throws Exception {
        var announced = new Length(1000, OptionalLong.of(100));
        var shorter = f.on(() -> Future.succeededFuture(f.streams.upload(f.id(), f.key(), NOBODY, announced)));
        f.on(() -> shorter.write(Buffer.buffer(f.bytes(99))));
        assertThatThrownBy(() -> f.on(shorter::finish)).isInstanceOf(WrongLengthException.class);

        var longer = f.on(() -> Future.succeededFuture(f.streams.upload(f.id(), f.key(), NOBODY, announced)));
        assertThatThrownBy(() -> f.on(() -> longer.write(Buffer.buffer(f.bytes(101)))))
                .isInstanceOf(UploadTooLargeException.class);
        f.on(longer::abort);
    }

    @Test
    void writeQueueFull_holdsWriterAndMemory_whenTheStoreIsSlow() throws Exception {
        var slow = new SlowStore();
        f.use(slow);
        byte[] piece = f.bytes(64 * 1024);
        var upload = f.on(
                () -> Future.succeededFuture(f.streams.upload(f.id(), f.key(), NOBODY, Length.atMost(Long.MAX_VALUE))));
        var drained = new AtomicInteger();
        int sent = f.on(() -> {
            upload.drainHandler(_ -> drained.incrementAndGet());
            int count = 0;
            while (!upload.writeQueueFull()) {
                upload.write(Buffer.buffer(piece));
                count++;
            }
            return Future.succeededFuture(count);
        });
        Awaitility.await().until(() -> slow.waiting() == SealedUpload.DEPTH);
        assertThat(sent).isBetween(64, 66);
        assertThat(f.pool.borrowed()).isLessThanOrEqualTo(SealedUpload.DEPTH + 1);
        assertThat(drained).hasValue(0);

        slow.finishOne();
        Awaitility.await().untilAsserted(() -> assertThat(drained).hasValue(1));
        slow.finishAll();
        assertThat(f.on(upload::finish).plainSize()).isEqualTo((long) sent * piece.length);
        f.on(upload::abort);
        assertThat(slow.discarded).hasValue(1);
    }

    @Test
    void write_losesNothing_whenTheWriterIgnoresBackPressure() throws Exception {
        byte[] plain = f.bytes(20 << 20);
        var id = f.id();
        f.on(() -> {
            var upload = f.streams.upload(id, f.key(), NOBODY, Length.atMost(Long.MAX_VALUE));
            var all = new ArrayList<Future<Void>>();
            for (int at = 0; at < plain.length; at += 3 << 20) {
                int end = Math.min(plain.length, at + (3 << 20));
                all.add(upload.write(Buffer.buffer(Arrays.copyOfRange(plain, at, end))));
            }
            return upload.finish().compose(_ -> Future.join(all)).compose(_ -> upload.publish());
        });
        assertThat(f.pool.peak()).isLessThanOrEqualTo(SealedUpload.DEPTH + 1);
        var tink = new AesGcmHkdfStreaming(f.dataKey, "HmacSha256", 32, 1 << 20, 0);
        try (var stored = tink.newDecryptingStream(Files.newInputStream(f.file(id)), f.identity)) {
            assertThat(Arrays.equals(stored.readAllBytes(), plain)).isTrue();
        }
    }

    @Test
    void uploads_allFinish_withinTheirMemory_whenThereAreMany() throws Exception {
        byte[] plain = f.bytes(3 << 20);
        f.on(() -> {
            var all = new ArrayList<Future<Void>>();
            for (int i = 0; i < 50; i++) {
                var upload = f.streams.upload(f.id(), f.key(), NOBODY, Length.atMost(Long.MAX_VALUE));
                all.add(f.send(upload, plain, 64 * 1024).compose(_ -> upload.publish()));
            }
            return Future.all(all);
        });
        assertThat(f.pool.peak()).isLessThanOrEqualTo(50 + 8);
    }

    @Test
    void abort_leavesNothing_andIsIdempotent() throws Exception {
        var upload = f.on(
                () -> Future.succeededFuture(f.streams.upload(f.id(), f.key(), NOBODY, Length.atMost(Long.MAX_VALUE))));
        f.on(() -> upload.write(Buffer.buffer(f.bytes(2 << 20))));
        Awaitility.await().until(() -> !f.asideFiles().isEmpty());
        f.on(upload::abort);
        f.on(upload::abort);
        assertThat(f.asideFiles()).isEmpty();
        assertThatThrownBy(() -> f.on(() -> upload.write(Buffer.buffer("x"))))
                .isInstanceOf(StreamCancelledException.class);
        assertThatThrownBy(() -> f.on(upload::finish)).isInstanceOf(StreamCancelledException.class);
        assertThatThrownBy(() -> f.on(upload::publish)).isInstanceOf(StreamCancelledException.class);
    }

    @Test
    void abort_leavesNothing_whenTheUploadWasFinished() throws Exception {
        var upload = f.on(
                () -> Future.succeededFuture(f.streams.upload(f.id(), f.key(), NOBODY, Length.atMost(Long.MAX_VALUE))));
        f.on(() -> f.send(upload, f.bytes(3 << 20), 4096));
        f.on(upload::abort);
        assertThat(f.asideFiles()).isEmpty();
    }

    @Test
    void abort_keepsTheObject_whenItIsPublished() throws Exception {
        var id = f.id();
        f.on(() -> {
            var upload = f.streams.upload(id, f.key(), NOBODY, Length.atMost(Long.MAX_VALUE));
            return f.send(upload, f.bytes(10), 10)
                    .compose(_ -> upload.publish())
                    .compose(_ -> upload.abort());
        });
        assertThat(f.file(id)).exists();
    }

    @Test
    void upload_failsWithTheWatchersException_andCleansUp() throws Exception {
        var refusal = new IllegalArgumentException("not a scan");
        var upload = f.on(() -> Future.succeededFuture(f.streams.upload(
                f.id(),
                f.key(),
                (_, _, _) -> {
                    throw refusal;
                },
                Length.atMost(Long.MAX_VALUE))));
        assertThatThrownBy(() -> f.on(() -> f.send(upload, f.bytes(9 << 20), 64 * 1024)))
                .isSameAs(refusal);
        assertThatThrownBy(() -> f.on(() -> upload.write(Buffer.buffer("x")))).isSameAs(refusal);
    }

    @Test
    void upload_fails_whenItHasMoreBytesThanAllowed() throws Exception {
        var upload = f.on(() -> Future.succeededFuture(f.streams.upload(f.id(), f.key(), NOBODY, Length.atMost(100))));
        f.on(() -> upload.write(Buffer.buffer(f.bytes(100))));
        assertThatThrownBy(() -> f.on(() -> upload.write(Buffer.buffer("x"))))
                .isInstanceOf(UploadTooLargeException.class);
        assertThatThrownBy(() -> await(upload.sealed())).isInstanceOf(UploadTooLargeException.class);
    }

    @Test
    void upload_failsOnce_whenTheStoreFails() throws Exception {
        var slow = new SlowStore();
        f.use(slow);
        var upload = f.on(
                () -> Future.succeededFuture(f.streams.upload(f.id(), f.key(), NOBODY, Length.atMost(Long.MAX_VALUE))));
        var failures = new AtomicInteger();
        upload.sealed().onFailure(_ -> failures.incrementAndGet());
        f.on(() -> {
            upload.write(Buffer.buffer(f.bytes(6 << 20)));
            return Future.succeededFuture();
        });
        Awaitility.await().until(() -> slow.waiting() == SealedUpload.DEPTH);
        slow.failAll(new StorageFullException(new IOException()));
        assertThatThrownBy(() -> await(upload.sealed())).isInstanceOf(StorageFullException.class);
        f.on(upload::abort);
        assertThat(failures).hasValue(1);
        assertThat(slow.discarded).hasValue(1);
    }

    /** A store whose writes end when the test says so. */
    private static final class SlowStore implements BlobStore, BlobSink {
        private final ArrayDeque<Promise<Void>> writes = new ArrayDeque<>();
        private final AtomicInteger discarded = new AtomicInteger();
        private boolean free;

        @Override
        public synchronized Future<Void> write(Batch batch) {
            Promise<Void> promise = Promise.promise();
            writes.add(promise);
            if (free) {
                finishAll();
            }
            return promise.future().onComplete(_ -> batch.release());
        }

        synchronized int waiting() {
            return writes.size();
        }

        synchronized void finishOne() {
            writes.remove().complete();
        }

        synchronized void finishAll() {
            free = true;
            while (!writes.isEmpty()) {
                finishOne();
            }
        }

        synchronized void failAll(Throwable cause) {
            while (!writes.isEmpty()) {
                writes.remove().fail(cause);
            }
        }

        @Override
        public Future<Void> discard() {
            discarded.incrementAndGet();
            return Future.succeededFuture();
        }

        @Override
        public BlobSink create(BlobId id) {
            return this;
        }

        @Override
        public Future<Void> publish() {
            return Future.failedFuture(new UnsupportedOperationException());
        }

        @Override
        public Future<BlobSource> open(BlobId id) {
            return Future.failedFuture(new UnsupportedOperationException());
        }

        @Override
        public Future<Boolean> delete(Area area, BlobId id) {
            return Future.failedFuture(new UnsupportedOperationException());
        }

        @Override
        public Future<List<Entry>> list(Area area, Instant untouchedSince, Optional<BlobId> after, int limit) {
            return Future.failedFuture(new UnsupportedOperationException());
        }
    }
}
