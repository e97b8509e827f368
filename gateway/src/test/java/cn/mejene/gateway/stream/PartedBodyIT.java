package cn.mejene.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.kernel.call.PartTicket;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.vault.seal.SealKey;
import cn.mejene.vault.store.BatchPool;
import cn.mejene.vault.store.BlobId;
import cn.mejene.vault.store.FileBlobStore;
import cn.mejene.vault.store.Length;
import cn.mejene.vault.store.Sealed;
import cn.mejene.vault.store.SealedStreams;
import cn.mejene.vault.store.SealedUpload;
import cn.mejene.vault.store.WorkerPool;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartedBodyIT {
    private static final long MOST = 32 << 20;

    @TempDir
    private Path folder;

    private final SecureRandom random = new SecureRandom();

    /** Bytes that come off the connection uncopied are its memory again as soon as the future ends. */
    @Test
    void write_endsWhenItsBytesWereCopied() throws Exception {
        var vertx = Vertx.vertx();
        var bytes = new byte[9 << 20];
        new Random(1).nextBytes(bytes);
        var outcome = Promise.<Sealed>promise();
        try (var workers = new WorkerPool("parted-test", 1)) {
            var store = FileBlobStore.open(vertx, folder, 0, workers);
            var streams = new SealedStreams(vertx, store, new BatchPool(1), workers, random);
            vertx.runOnContext(_ -> send(upload(streams), bytes).onComplete(outcome));

            var sealed = outcome.future().await(20, TimeUnit.SECONDS);

            assertThat(sealed.plainSize()).isEqualTo(bytes.length);
            assertThat(sealed.sha256())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } finally {
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }

    /** A body that has failed writes no further part, and leaves none behind. */
    @Test
    void part_isGivenUp_whenTheBodyFailsWhileItIsOpened() throws Exception {
        var vertx = Vertx.vertx();
        try (var workers = new WorkerPool("parted-test", 1)) {
            var store = FileBlobStore.open(vertx, folder, 0, workers);
            var streams = new SealedStreams(vertx, store, new BatchPool(4), workers, random);
            var next = Promise.<SealedUpload>promise();
            var opening = Promise.<Void>promise();
            var outcome = Promise.<Void>promise();
            vertx.runOnContext(_ -> {
                var body = new PartedBody(ticket(), upload(streams), 1 << 20, new PartedBody.Turns() {
                    @Override
                    public Future<PartTicket> keep(PartTicket ticket, long size) {
                        return Future.succeededFuture(ticketFor(new BlobReference("b", "k", "mem_1", "")));
                    }

                    @Override
                    public Future<SealedUpload> open(BlobReference blob) {
                        opening.complete();
                        return next.future();
                    }
                });
                body.write(Buffer.buffer(new byte[2 << 20]));
                opening.future().onComplete(_ -> {
                    body.write(Buffer.buffer(new byte[(int) MOST]));
                    var second = upload(streams);
                    next.complete(second);
                    second.sealed().<Void>mapEmpty().onComplete(outcome);
                });
            });

            assertThat(outcome.future().otherwiseEmpty().await(20, TimeUnit.SECONDS))
                    .isNull();
            assertThat(outcome.future().failed()).isTrue();
        } finally {
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }

    private SealedUpload upload(SealedStreams streams) {
        return streams.upload(
                BlobId.random(random), new SealKey(new byte[32], new byte[1]), (_, _, _) -> {}, Length.atMost(MOST));
    }

    /** All at once, so that the part's queue is full; each piece is overwritten when it may be. */
    private static Future<Sealed> send(SealedUpload upload, byte[] bytes) {
        var body = new PartedBody(ticket(), upload, 1L << 30, new NoTurns());
        int piece = bytes.length / 3;
        for (int from = 0; from < bytes.length; from += piece) {
            var chunk = Arrays.copyOfRange(bytes, from, from + piece);
            body.write(BufferInternal.buffer(Unpooled.wrappedBuffer(chunk)))
                    .onComplete(_ -> Arrays.fill(chunk, (byte) 0));
        }
        return body.finish();
    }

    private static PartTicket ticket() {
        return ticketFor(null);
    }

    private static PartTicket ticketFor(@Nullable BlobReference blob) {
        var access =
                Access.own(Principal.member("mem_1", null), Access.Action.WRITE, Access.Resource.of("record"), "t");
        return new PartTicket("upl_1", 1, blob, 0, null, MOST, MOST, List.of(), null, access);
    }

    /** One part is enough. */
    private static final class NoTurns implements PartedBody.Turns {
        @Override
        public Future<PartTicket> keep(PartTicket ticket, long size) {
            return Future.failedFuture("one part");
        }

        @Override
        public Future<SealedUpload> open(BlobReference blob) {
            return Future.failedFuture("one part");
        }
    }
}
