package cn.mejene.vault.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.vault.seal.IntegrityException;
import cn.mejene.vault.store.BlobStore.Area;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every blob store does. A subclass provides a fresh, empty one. */
abstract class BlobStoreContract {
    final Vertx vertx = Vertx.vertx();
    final WorkerPool workers = new WorkerPool("store-test", 4);
    final BatchPool pool = new BatchPool(8);
    final SecureRandom random = new SecureRandom();
    final BlobId id = BlobId.random(random);
    BlobStore store;

    abstract BlobStore newStore() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = newStore();
    }

    @AfterEach
    void noLoanIsLeft() throws Exception {
        assertThat(pool.borrowed()).isZero();
        await(vertx.close());
        workers.close();
    }

    @Test
    void publish_makesTheBytesReadable_inTheOrderWritten() throws Exception {
        var sink = store.create(id);
        var writes = IntStream.range(0, 6)
                .mapToObj(i -> sink.write(batch(i, 1000 + i)))
                .toList();
        assertMissing();
        await(sink.publish());
        assertThat(writes).allMatch(Future::succeeded);

        var source = await(store.open(id));
        assertThat(source.size()).isEqualTo(6015);
        byte[] second = new byte[1001];
        await(source.read(1000, second, 1001));
        assertThat(second).containsOnly(1);
        await(source.close());
    }

    @Test
    void read_fails_whenTheObjectEndsEarlier() throws Exception {
        publish(id, 100);
        var source = await(store.open(id));
        assertThatThrownBy(() -> await(source.read(50, new byte[51], 51))).isInstanceOf(IntegrityException.class);
        await(source.close());
    }

    @Test
    void open_fails_whenThereIsNoObject() {
        assertMissing();
    }

    @Test
    void discard_leavesNothing_andIsIdempotent() throws Exception {
        var sink = store.create(id);
        await(sink.write(batch(1, 10)));
        await(sink.discard());
        await(sink.discard());
        assertThat(listed(Area.ASIDE)).isEmpty();
        assertThatThrownBy(() -> await(sink.write(batch(1, 10)))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> await(sink.publish())).isInstanceOf(IllegalStateException.class);
        assertMissing();
    }

    @Test
    void discard_keepsTheObject_whenItIsPublished() throws Exception {
        var sink = store.create(id);
        await(sink.write(batch(1, 10)));
        await(sink.publish());
        await(sink.discard());
        assertThat(listed(Area.BLOBS)).containsExactly(id);
    }

    @Test
    void write_fails_andHarmsNobody_whenTheIdIsTaken() throws Exception {
        publish(id, 10);
        var second = store.create(id);
        assertThatThrownBy(() -> await(second.write(batch(2, 20)))).isInstanceOf(Exception.class);
        await(second.discard());
        assertThat(await(store.open(id)).size()).isEqualTo(10);

        var other = BlobId.random(random);
        var first = store.create(other);
        await(first.write(batch(1, 10)));
        var rival = store.create(other);
        assertThatThrownBy(() -> await(rival.write(batch(2, 20)))).isInstanceOf(Exception.class);
        await(rival.discard());
        await(first.publish());
        assertThat(await(store.open(other)).size()).isEqualTo(10);
    }

    @Test
    void delete_answersWhetherItWasThere() throws Exception {
        publish(id, 10);
        assertThat(await(store.delete(id))).isTrue();
        assertThat(await(store.delete(id))).isFalse();
        assertMissing();
    }

    @Test
    void publish_fails_whenTheUploadWasSweptAway() throws Exception {
        var sink = store.create(id);
        await(sink.write(batch(1, 10)));
        assertThat(await(store.delete(Area.ASIDE, id))).isTrue();
        assertThatThrownBy(() -> await(sink.publish())).isInstanceOf(Exception.class);
        await(sink.discard());
        assertMissing();
    }

    @Test
    void list_pagesThroughEverythingOld_inOrder() throws Exception {
        var ids = new ArrayList<BlobId>();
        for (int i = 0; i < 23; i++) {
            ids.add(BlobId.random(random));
            publish(ids.get(i), 10 + i);
        }
        ids.add(new BlobId(ids.getFirst().value().substring(0, 4) + "0".repeat(28)));
        publish(ids.getLast(), 5);
        var aside = store.create(id);
        await(aside.write(batch(1, 10)));

        assertThat(listed(Area.BLOBS))
                .containsExactlyElementsOf(ids.stream().sorted().toList());
        assertThat(listed(Area.ASIDE)).containsExactly(id);
        assertThat(await(store.list(Area.BLOBS, Instant.EPOCH, Optional.empty(), 100)))
                .isEmpty();
        await(aside.discard());
    }

    Batch batch(int content, int length) {
        var batch = pool.borrow();
        Arrays.fill(batch.array(), 0, length, (byte) content);
        batch.sealed(length);
        return batch;
    }

    void publish(BlobId blob, int size) throws Exception {
        var sink = store.create(blob);
        await(sink.write(batch(7, size)));
        await(sink.publish());
    }

    List<BlobId> listed(Area area) throws Exception {
        var found = new ArrayList<BlobId>();
        Optional<BlobId> after = Optional.empty();
        List<BlobStore.Entry> page;
        do {
            page = await(store.list(area, Instant.MAX, after, 5));
            page.forEach(entry -> found.add(entry.id()));
            after = found.isEmpty() ? Optional.empty() : Optional.of(found.getLast());
        } while (page.size() == 5);
        return found;
    }

    private void assertMissing() {
        assertThatThrownBy(() -> await(store.open(id))).isInstanceOf(MissingBlobException.class);
    }

    static <T> T await(Future<T> future) throws TimeoutException {
        return future.await(20, TimeUnit.SECONDS);
    }
}
