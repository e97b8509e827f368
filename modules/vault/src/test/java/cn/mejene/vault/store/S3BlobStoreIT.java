package cn.mejene.vault.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.vault.Collected;
import cn.mejene.vault.S3Server;
import cn.mejene.vault.seal.SealKey;
import cn.mejene.vault.store.BlobStore.Area;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3BlobStoreIT extends BlobStoreContract {
    private static S3Server server;

    @BeforeAll
    static void start() {
        server = new S3Server();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    BlobStore newStore() throws Exception {
        var opened = S3BlobStore.open(vertx, server.config(), workers);
        for (var area : Area.values()) {
            store = opened;
            for (var left : listed(area)) {
                await(opened.delete(area, left));
            }
        }
        return opened;
    }

    @AfterEach
    void closeClient() {
        ((S3BlobStore) store).close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 5, 6, 11})
    void stream_comesBack_whateverTheNumberOfParts(int mebibytes) throws Exception {
        byte[] plain = bytes((mebibytes << 20) + 77);
        stored(plain);

        assertThat(Arrays.equals(read(ByteRange.whole(plain.length)), plain)).isTrue();
    }

    @Test
    void range_readsOnlyTheSegmentsNeeded() throws Exception {
        byte[] plain = bytes(8 << 20);
        stored(plain);
        int before = server.ranges().size();

        byte[] slice = read(new ByteRange(5_500_000, 5_500_100, plain.length));

        assertThat(slice).isEqualTo(Arrays.copyOfRange(plain, 5_500_000, 5_500_100));
        var asked = server.ranges();
        assertThat(asked.subList(before, asked.size()))
                .containsExactly("bytes=0-39", "bytes=" + (5 << 20) + "-" + ((6 << 20) - 1));
    }

    @Test
    void write_holdsNoMoreThanOnePart() throws Exception {
        var sink = store.create(id);
        for (int i = 0; i < 12; i++) {
            await(sink.write(batch(i, BatchPool.BATCH)));
            assertThat(pool.borrowed()).isLessThan(5);
        }
        assertThat(pool.peak()).isEqualTo(5);
        await(sink.publish());
        assertThat(await(store.open(id)).size()).isEqualTo(12L << 20);
    }

    @Test
    void everything_isUnavailable_whenTheStoreRefusesUsOrIsAway() throws Exception {
        publish(id, 10);
        var away = new S3Server();
        var config = away.config();
        away.close();
        for (var wrong : new S3Config[] {server.config("another"), config}) {
            try (var other = S3BlobStore.open(vertx, wrong, workers)) {
                assertThatThrownBy(() -> await(other.open(id))).isInstanceOf(StoreUnavailableException.class);
                var sink = other.create(BlobId.random(random));
                assertThatThrownBy(() -> await(sink.write(batch(1, 10)))).isInstanceOf(StoreUnavailableException.class);
                await(sink.discard());
            }
        }
    }

    @Test
    void nothing_goesToAnotherHost_whateverTheEnvironmentSays() throws Exception {
        publish(id, 10);
        var given = server.config();
        var amazon = new S3Config(
                null,
                given.region(),
                given.bucket(),
                given.prefix(),
                true,
                given.accessKeyId(),
                given.secretAccessKey(),
                given.timeout(),
                null);
        System.setProperty("aws.endpointUrlS3", server.endpoint().toString());
        try (var other = S3BlobStore.open(vertx, amazon, workers)) {
            assertThatThrownBy(() -> await(other.open(id)))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasStackTraceContaining("not the configured host");
        } finally {
            System.clearProperty("aws.endpointUrlS3");
        }
    }

    @Test
    void config_showsNoSecret_andRefusesAPrefixWithoutEnd() {
        var config = server.config();
        assertThat(config.toString()).doesNotContain(S3Server.SECRET);
        assertThatThrownBy(() -> new S3Config(
                        null,
                        "cn-north-1",
                        "b",
                        "prefix",
                        false,
                        config.accessKeyId(),
                        config.secretAccessKey(),
                        null,
                        null))
                .isInstanceOf(ConfigException.class);
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private SealKey key() {
        return new SealKey(new byte[32], new byte[] {1});
    }

    private SealedStreams streams() {
        return new SealedStreams(vertx, store, pool, workers, random);
    }

    private void stored(byte[] plain) throws Exception {
        onLoop(() -> {
            var upload = streams().upload(id, key(), (_, _, _) -> {}, Length.atMost(Long.MAX_VALUE));
            return upload.write(Buffer.buffer(plain))
                    .compose(_ -> upload.finish())
                    .compose(_ -> upload.publish());
        });
    }

    private byte[] read(ByteRange range) throws Exception {
        var collected = new Collected();
        onLoop(() -> streams()
                .download(id, key(), range, () -> Future.succeededFuture(true))
                .compose(download -> download.sendTo(collected)));
        return collected.bytes();
    }

    private <T> void onLoop(Supplier<Future<T>> step) throws Exception {
        Promise<T> promise = Promise.promise();
        vertx.runOnContext(
                _ -> Future.<Void>succeededFuture().compose(_ -> step.get()).onComplete(promise));
        await(promise.future());
    }
}
