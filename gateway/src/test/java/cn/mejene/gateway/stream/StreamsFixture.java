package cn.mejene.gateway.stream;

import cn.mejene.gateway.contract.IdempotencyMode;
import cn.mejene.gateway.contract.Operation;
import cn.mejene.gateway.contract.StreamMode;
import cn.mejene.gateway.http.Problems;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.DownloadTicket;
import cn.mejene.kernel.call.PartTicket;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.call.Refusal;
import cn.mejene.kernel.call.Reply;
import cn.mejene.kernel.call.ReplyCodec;
import cn.mejene.kernel.call.UploadTicket;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.stream.AbortedPart;
import cn.mejene.kernel.stream.AbortedUpload;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.kernel.stream.ContentInspector;
import cn.mejene.kernel.stream.StoredContent;
import cn.mejene.kernel.stream.StoredPart;
import cn.mejene.vault.OpenedContent;
import cn.mejene.vault.seal.SealKey;
import cn.mejene.vault.store.BatchPool;
import cn.mejene.vault.store.BlobId;
import cn.mejene.vault.store.BlobStore;
import cn.mejene.vault.store.ByteRange;
import cn.mejene.vault.store.ByteWatcher;
import cn.mejene.vault.store.ContentDownload;
import cn.mejene.vault.store.FileBlobStore;
import cn.mejene.vault.store.Length;
import cn.mejene.vault.store.RunningDigest;
import cn.mejene.vault.store.SealedStreams;
import cn.mejene.vault.store.SealedUpload;
import cn.mejene.vault.store.WorkerPool;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** The streams behind a real server, over a real file store; the module behind the bus is played. */
final class StreamsFixture implements AutoCloseable {
    static final long MOST = 8 << 20;
    private static final Holder HERE = new Holder("node-1", 1);
    static final int MOST_DOWNLOADS = 2;

    final Vertx vertx = Vertx.vertx();
    final WorkerPool workers = new WorkerPool("streams-test", 2);
    final SecureRandom random = new SecureRandom();
    final BatchPool pool = new BatchPool(16);
    final BlobStore store;
    final SealedStreams sealed;
    final Path root;
    final List<StoredContent> committed = new CopyOnWriteArrayList<>();
    final List<AbortedUpload> aborted = new CopyOnWriteArrayList<>();
    final List<StoredPart> paused = new CopyOnWriteArrayList<>();
    final List<AbortedPart> partsAborted = new CopyOnWriteArrayList<>();
    final AtomicInteger abortsToRefuse = new AtomicInteger();
    final HttpServer server;

    /** Bytes of the last body that the request itself has had; the tap's are not among them. */
    final AtomicLong readByRequest = new AtomicLong();

    final BlobReference blob = new BlobReference(BlobId.random(random).value(), "key", "mem_1", "aWRlbnRpdHk=");
    volatile Reply begin = new UploadTicket("upl_1", blob, "any", MOST, null);
    volatile Reply commit = new Answer(201, Map.of("location", "/v1/records/rec_1"), null);
    volatile Function<Void, ContentInspector> inspector = _ -> new Accepting();
    volatile DownloadTicket ticket = new DownloadTicket(
            blob,
            Access.own(Principal.member("mem_1", null), Access.Action.READ, Access.Resource.of("record", "r"), "t"),
            0,
            "",
            "model/stl",
            "rec_1.stl");
    volatile Optional<Problem> door = Optional.empty();
    volatile boolean allowed = true;
    final AtomicInteger opened = new AtomicInteger();

    private final byte[] dataKey = new byte[32];

    /** Takes everything. */
    static class Accepting implements ContentInspector {
        @Override
        public void inspect(byte[] bytes, int offset, int length) {}

        @Override
        public String finish(long size) {
            return "any";
        }
    }

    StreamsFixture(Path root, StreamConfig config, int mostUploads) throws IOException {
        this(root, config, mostUploads, _ -> {});
    }

    /** @param accepted what is done to every connection */
    StreamsFixture(Path root, StreamConfig config, int mostUploads, Handler<HttpConnection> accepted)
            throws IOException {
        this.root = root;
        this.store = FileBlobStore.open(vertx, root, 0, workers);
        this.sealed = new SealedStreams(vertx, store, pool, workers, random);
        var bus = new Bus(vertx);
        play("records.create", _ -> begin);
        play("records.create.commit", call -> {
            committed.add(call.body(StoredContent.class));
            return commit;
        });
        play("records.create.abort", call -> {
            if (abortsToRefuse.getAndDecrement() > 0) {
                return refusal(503, "unavailable");
            }
            aborted.add(call.body(AbortedUpload.class));
            return Answer.noContent();
        });
        playParts();
        var streams = new SealedBodyStreams(
                vertx,
                config,
                new Uploads(
                        vertx,
                        new UploadProtocol(vertx, bus, HERE, Duration.ofSeconds(5)),
                        this::open,
                        Map.of("any", _ -> inspector.apply(null))),
                new ResumableBodies(
                        vertx,
                        new PartProtocol(vertx, bus, HERE, Duration.ofSeconds(5)),
                        this::open,
                        (_, _, _, _) -> Future.failedFuture("not played"),
                        Map.of("any", _ -> inspector.apply(null))),
                downloads(config),
                mostUploads);
        this.server = vertx.createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(false))
                .connectionHandler(accepted)
                .requestHandler(router(streams))
                .listen(0, "127.0.0.1")
                .await();
    }

    private void playParts() {
        play("parts.append", _ -> part());
        play("parts.append.pause", call -> {
            paused.add(call.body(StoredPart.class));
            return Answer.noContent();
        });
        play("parts.append.abort", call -> {
            if (abortsToRefuse.getAndDecrement() > 0) {
                return refusal(503, "unavailable");
            }
            partsAborted.add(call.body(AbortedPart.class));
            return Answer.noContent();
        });
    }

    private PartTicket part() {
        return new PartTicket("upl_2", 1, blob, 0, MOST, MOST, MOST, List.of(), "any", ticket.access());
    }

    private Downloads downloads(StreamConfig config) {
        return new Downloads(
                new Door(), (_, _) -> Future.succeededFuture(allowed), config, new Problems(vertx), MOST_DOWNLOADS);
    }

    private Router router(SealedBodyStreams streams) {
        var router = Router.router(vertx);
        var create = operation("records.create", HttpMethod.POST, StreamMode.REQUEST);
        var content = operation("records.content", HttpMethod.GET, StreamMode.RESPONSE);
        router.post("/").handler(context -> {
            context.addEndHandler(_ -> readByRequest.set(context.request().bytesRead()));
            streams.upload(context, create, call(context, create));
        });
        var append = operation("parts.append", HttpMethod.PATCH, StreamMode.PARTS);
        router.patch("/").handler(context -> streams.upload(context, append, call(context, append)));
        router.get("/").handler(context -> streams.download(context, content, call(context, content), ticket));
        router.head("/").handler(context -> streams.download(context, content, call(context, content), ticket));
        return router;
    }

    private static Operation operation(String id, HttpMethod method, StreamMode mode) {
        return new Operation(id, method, "/", Set.of("member"), false, List.of(), null, mode, IdempotencyMode.NONE);
    }

    private static Call call(RoutingContext context, Operation operation) {
        return new Call(
                operation.id(),
                Principal.member("mem_1", null),
                Map.of(),
                Map.of(),
                Map.of(),
                null,
                null,
                System.nanoTime() + Duration.ofSeconds(5).toNanos(),
                "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01",
                context.request().remoteAddress().host(),
                null);
    }

    private void play(String address, Function<Call, Reply> module) {
        var options = new DeliveryOptions().setCodecName(ReplyCodec.NAME);
        vertx.eventBus().<Call>localConsumer(address, message -> message.reply(module.apply(message.body()), options));
    }

    static Refusal refusal(int status, String code) {
        return new Refusal(Problem.of(status, code, "No."));
    }

    private SealKey key() {
        return new SealKey(dataKey, blob.associatedBytes());
    }

    private Future<SealedUpload> open(BlobReference reference, ByteWatcher watcher, Length length) {
        return Future.succeededFuture(sealed.upload(new BlobId(reference.blobId()), key(), watcher, length));
    }

    private Future<SealedUpload> open(
            BlobReference reference, ByteWatcher watcher, RunningDigest digest, Length length) {
        return Future.succeededFuture(sealed.upload(new BlobId(reference.blobId()), key(), watcher, digest, length));
    }

    private final class Door implements DownloadOpener {
        @Override
        public Future<ContentDownload> download(
                Access access, String operation, BlobReference reference, ByteRange range) {
            return open(access, operation, reference).compose(content -> content.range(range));
        }

        @Override
        public Future<OpenedContent> open(Access access, String operation, BlobReference reference) {
            opened.incrementAndGet();
            return door.<Future<OpenedContent>>map(Future::failedFuture)
                    .orElseGet(() -> Future.succeededFuture(range -> sealed.download(
                                    new BlobId(reference.blobId()), key(), range, () -> Future.succeededFuture(allowed))
                            .map(download -> download)));
        }
    }

    /** The ticket for what was committed last. */
    void serve() {
        var content = committed.getLast();
        ticket = new DownloadTicket(
                blob, ticket.access(), content.size(), content.sha256(), ticket.mediaType(), ticket.filename());
    }

    Path file() {
        var name = blob.blobId();
        return root.resolve("blobs")
                .resolve(name.substring(0, 2))
                .resolve(name.substring(2, 4))
                .resolve(name);
    }

    /** Whether no stream holds plaintext any more. */
    boolean sealedStreamsIdle() {
        return pool.borrowed() == 0;
    }

    boolean leftNothing() {
        try (var files = Files.list(root.resolve("aside"))) {
            return files.findAny().isEmpty() && !Files.exists(file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        vertx.close().await();
        workers.close();
    }
}
