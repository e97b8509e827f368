package cn.mejene.vault.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.vault.seal.IntegrityException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedDownloadIT {
    private static final int FIRST = StreamsFixture.FIRST;
    private static final int SEGMENT = StreamsFixture.SEGMENT;
    private static final Supplier<Future<Boolean>> YES = () -> Future.succeededFuture(true);

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
    @ValueSource(ints = {0, 1, FIRST - 1, FIRST, FIRST + 1, FIRST + SEGMENT, FIRST + SEGMENT + 1, 5 << 20})
    void download_givesTheBytesBack_whateverTheSize(int size) throws Exception {
        byte[] plain = f.bytes(size);
        var id = f.stored(plain);
        assertThat(Arrays.equals(read(id, ByteRange.whole(size)), plain)).isTrue();
    }

    @Test
    void download_givesTheSlice_whateverTheRange() throws Exception {
        byte[] plain = f.bytes(3 * SEGMENT + 12_345);
        var id = f.stored(plain);
        for (int round = 0; round < 60; round++) {
            int from = f.random.nextInt(plain.length);
            int to = from
                    + 1
                    + f.random.nextInt(round % 2 == 0 ? plain.length - from : Math.min(100, plain.length - from));
            assertThat(Arrays.equals(
                            read(id, new ByteRange(from, to, plain.length)), Arrays.copyOfRange(plain, from, to)))
                    .as("%d to %d", from, to)
                    .isTrue();
        }
        for (int edge : new int[] {FIRST, FIRST + SEGMENT, FIRST + 2 * SEGMENT}) {
            for (var range : new int[][] {{edge - 1, edge}, {edge, edge + 1}, {edge - 1, edge + 1}}) {
                assertThat(read(id, new ByteRange(range[0], range[1], plain.length)))
                        .isEqualTo(Arrays.copyOfRange(plain, range[0], range[1]));
            }
        }
    }

    @Test
    void download_neverEndsCleanWithOtherBytes_whenTheFileIsDamaged() throws Exception {
        byte[] plain = f.bytes(2 * SEGMENT + 70_000);
        var id = f.stored(plain);
        byte[] stored = Files.readAllBytes(f.file(id));
        int[] places = IntStream.concat(
                        IntStream.of(
                                0, 1, 33, 39, 40, 1 << 20, (1 << 20) - 1, (2 << 20) - 1, 2 << 20, stored.length - 1),
                        f.random.ints(40, 0, stored.length))
                .toArray();
        for (int place : places) {
            byte[] damaged = stored.clone();
            damaged[place] ^= 1;
            Files.write(f.file(id), damaged);
            assertFailsWithOnlyOriginalBytes(id, plain);
            assertOriginalOrFailure(id, plain);
        }
        for (int length :
                new int[] {0, 39, 40, 55, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 2 << 20, stored.length - 1}) {
            Files.write(f.file(id), Arrays.copyOf(stored, length));
            assertFailsWithOnlyOriginalBytes(id, plain);
        }
        Files.write(f.file(id), Arrays.copyOf(stored, stored.length + 1));
        assertFailsWithOnlyOriginalBytes(id, plain);
        Files.write(f.file(id), stored);
        assertThat(Arrays.equals(read(id, ByteRange.whole(plain.length)), plain))
                .isTrue();
    }

    @Test
    void download_fails_whenTheObjectIsAnother() throws Exception {
        byte[] plain = f.bytes(100_000);
        var id = f.stored(plain);
        f.identity[3] ^= 1;
        assertThatThrownBy(() -> read(id, ByteRange.whole(100_000))).isInstanceOf(IntegrityException.class);
        assertThatThrownBy(() -> read(f.id(), ByteRange.whole(1))).isInstanceOf(MissingBlobException.class);
    }

    @Test
    void range_isRefused_whenItIsOutsideOfTheObject() {
        assertThatThrownBy(() -> new ByteRange(0, 11, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ByteRange(5, 5, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ByteRange(-1, 5, 10)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void download_sendsNoMoreThanTheTargetTakes() throws Exception {
        byte[] plain = f.bytes(6 << 20);
        var download = opened(f.stored(plain), plain.length, YES);
        var target = new Target(3);
        var done = start(download, target);
        Awaitility.await().until(() -> target.pending() == 3);
        assertThat(f.pool.borrowed()).isLessThanOrEqualTo(4);
        while (!done.isComplete()) {
            f.on(target::takeAll);
        }
        f.on(target::takeAll);
        assertThat(done.succeeded()).isTrue();
        assertThat(target.mostPending).isEqualTo(3);
        assertThat(Arrays.equals(target.bytes(), plain)).isTrue();
    }

    @Test
    void download_opensNoFurtherSegment_whenItMayNotContinue() throws Exception {
        byte[] plain = f.bytes(8 << 20);
        var asked = new AtomicInteger();
        var download = opened(f.stored(plain), plain.length, () -> Future.succeededFuture(asked.incrementAndGet() < 2));
        var target = new Target(4);
        var done = start(download, target);
        Awaitility.await().until(() -> target.pending() == 4);
        assertThat(asked).hasValue(0);
        while (!done.isComplete()) {
            f.nanoTime.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
            f.on(target::takeAll);
        }
        assertThat(done.cause()).isInstanceOf(StreamRevokedException.class);
        assertThat(asked).hasValue(2);
        assertThat(target.bytes().length).isLessThan(plain.length);
        f.on(target::takeAll);
    }

    @Test
    void download_fails_whenTheQuestionFails() throws Exception {
        byte[] plain = f.bytes(4 << 20);
        var download = opened(f.stored(plain), plain.length, () -> Future.failedFuture("database is gone"));
        f.nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(1));
        var done = start(download, new Target(100));
        Awaitility.await().until(done::isComplete);
        assertThat(done.cause()).hasMessage("database is gone");
    }

    @Test
    void revoke_stopsAtOnce_andCancelToo() throws Exception {
        byte[] plain = f.bytes(4 << 20);
        var id = f.stored(plain);
        var download = opened(id, plain.length, YES);
        var target = new Target(2);
        var done = start(download, target);
        Awaitility.await().until(() -> target.pending() == 2);
        f.on(() -> {
            download.revoke();
            download.cancel();
            return target.takeAll();
        });
        assertThat(done.cause()).isInstanceOf(StreamRevokedException.class);
        assertThat(target.bytes()).hasSize(2 * 64 * 1024);

        var unused = opened(id, plain.length, YES);
        f.on(() -> {
            unused.cancel();
            return Future.succeededFuture();
        });
    }

    @Test
    void download_fails_whenTheTargetDoes() throws Exception {
        byte[] plain = f.bytes(4 << 20);
        var target = new Target(2);
        var done = start(opened(f.stored(plain), plain.length, YES), target);
        Awaitility.await().until(() -> target.pending() == 2);
        f.on(target::failAll);
        assertThat(done.cause()).hasMessage("client is gone");
    }

    private void assertFailsWithOnlyOriginalBytes(BlobId id, byte[] plain) throws Exception {
        var target = new Target(Integer.MAX_VALUE);
        target.free = true;
        assertThatThrownBy(() -> f.on(() -> f.streams
                        .download(id, f.key(), ByteRange.whole(plain.length), YES)
                        .compose(download -> download.sendTo(target))))
                .isInstanceOf(IntegrityException.class);
        byte[] sent = target.bytes();
        assertThat(Arrays.equals(sent, Arrays.copyOf(plain, sent.length))).isTrue();
        assertThat(sent.length).isLessThan(plain.length);
    }

    private void assertOriginalOrFailure(BlobId id, byte[] plain) throws Exception {
        int from = f.random.nextInt(plain.length);
        int to = from + 1 + f.random.nextInt(plain.length - from);
        try {
            byte[] opened = read(id, new ByteRange(from, to, plain.length));
            assertThat(Arrays.equals(opened, Arrays.copyOfRange(plain, from, to)))
                    .isTrue();
        } catch (IntegrityException expected) {
            assertThat(expected).hasNoCause();
        }
    }

    private byte[] read(BlobId id, ByteRange range) throws Exception {
        var target = new Target(Integer.MAX_VALUE);
        target.free = true;
        f.on(() -> f.streams.download(id, f.key(), range, YES).compose(download -> download.sendTo(target)));
        return target.bytes();
    }

    private SealedDownload opened(BlobId id, int size, Supplier<Future<Boolean>> mayContinue) throws Exception {
        return f.on(() -> f.streams.download(id, f.key(), ByteRange.whole(size), mayContinue));
    }

    private Future<Void> start(SealedDownload download, Target target) throws Exception {
        return f.on(() -> Future.succeededFuture(
                Future.future(done -> download.sendTo(target).onComplete(done))));
    }

    /** A client that takes what it is given only when the test says so, or at once. */
    private static final class Target implements WriteStream<Buffer> {
        private final int limit;
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final ArrayDeque<Promise<Void>> promises = new ArrayDeque<>();
        private final ArrayDeque<Buffer> buffers = new ArrayDeque<>();
        private @Nullable Handler<Void> drain;
        private int mostPending;
        private boolean free;

        Target(int limit) {
            this.limit = limit;
        }

        @Override
        public synchronized Future<Void> write(Buffer data) {
            Promise<Void> promise = Promise.promise();
            buffers.add(data);
            promises.add(promise);
            mostPending = Math.max(mostPending, promises.size());
            if (free) {
                takeAll();
            }
            return promise.future();
        }

        synchronized int pending() {
            return promises.size();
        }

        synchronized byte[] bytes() {
            return taken.toByteArray();
        }

        /** Reads each buffer only now: it must still hold its bytes. */
        synchronized Future<Void> takeAll() {
            while (!promises.isEmpty()) {
                taken.writeBytes(buffers.remove().getBytes());
                promises.remove().complete();
            }
            if (drain != null && !free) {
                drain.handle(null);
            }
            return Future.succeededFuture();
        }

        synchronized Future<Void> failAll() {
            while (!promises.isEmpty()) {
                promises.remove().fail("client is gone");
            }
            return Future.succeededFuture();
        }

        @Override
        public synchronized boolean writeQueueFull() {
            return promises.size() >= limit;
        }

        @Override
        public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
            drain = handler;
            return this;
        }

        @Override
        public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
            return this;
        }

        @Override
        public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
            return this;
        }

        @Override
        public Future<Void> end() {
            return Future.failedFuture("a download does not end its target");
        }
    }
}
