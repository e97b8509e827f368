package cn.mejene.gateway.stream;

import cn.mejene.gateway.contract.Operation;
import cn.mejene.gateway.contract.StreamMode;
import cn.mejene.gateway.http.Answers;
import cn.mejene.gateway.http.BodyStreams;
import cn.mejene.gateway.http.HttpConfig;
import cn.mejene.gateway.http.Problems;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.DownloadTicket;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.node.Kernel;
import cn.mejene.vault.Vault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Streams between requests and the vault; plaintext exists only while it passes. One per node, for all event loops;
 * each stream stays on the loop that its request came on.
 */
public final class SealedBodyStreams implements BodyStreams {
    private final Vertx vertx;
    private final StreamConfig config;
    private final Uploads uploads;
    private final ResumableBodies resumable;
    private final Downloads downloads;
    private final int mostUploads;
    private final AtomicInteger running = new AtomicInteger();

    SealedBodyStreams(
            Vertx vertx,
            StreamConfig config,
            Uploads uploads,
            ResumableBodies resumable,
            Downloads downloads,
            int mostUploads) {
        this.vertx = vertx;
        this.config = config;
        this.uploads = uploads;
        this.resumable = resumable;
        this.downloads = downloads;
        this.mostUploads = mostUploads;
    }

    /** The streams of a booted node. */
    public static SealedBodyStreams of(Kernel kernel, HttpConfig http, StreamConfig config) {
        var context = kernel.context();
        var vault = context.port(Vault.class);
        var here = context.port(Holder.class);
        var protocol = new UploadProtocol(context.vertx(), context.bus(), here, http.deadline());
        return new SealedBodyStreams(
                context.vertx(),
                config,
                new Uploads(context.vertx(), protocol, vault::upload, kernel.inspectors()),
                new ResumableBodies(
                        context.vertx(),
                        new PartProtocol(context.vertx(), context.bus(), here, http.deadline()),
                        vault::upload,
                        vault::review,
                        kernel.inspectors()),
                new Downloads(
                        new VaultOpener(vault),
                        vault::stillAllowed,
                        config,
                        new Problems(context.vertx()),
                        http.maxDownloads()),
                http.maxUploads());
    }

    @Override
    public void upload(RoutingContext context, Operation operation, Call call) {
        var body = new BodyIntake(vertx, context, config);
        if (running.incrementAndGet() > mostUploads) {
            running.decrementAndGet();
            new Problems(vertx).write(context, tooMany());
            return;
        }
        Future.succeededFuture()
                .compose(_ -> receive(body, context, operation, call))
                .onComplete(_ -> running.decrementAndGet())
                .onSuccess(answer -> new Answers(vertx).write(context, answer))
                .onFailure(failure -> refuse(context, failure));
    }

    private Future<Answer> receive(BodyIntake body, RoutingContext context, Operation operation, Call call) {
        var headers = context.request().headers();
        if (operation.stream() == StreamMode.PARTS) {
            body.requireUncoded();
            return resumable.receive(body, SentChecksum.of(headers), call);
        }
        body.requireUsable();
        return uploads.receive(body, SentDigest.of(headers), call);
    }

    @Override
    public void download(RoutingContext context, Operation operation, Call call, DownloadTicket ticket) {
        downloads.send(context, call, ticket);
    }

    private void refuse(RoutingContext context, Throwable failure) {
        if (!(failure instanceof ClientGoneException)) {
            new Problems(vertx).write(context, StreamFailures.shown(failure));
        }
    }

    private static Problem tooMany() {
        return Problem.of(503, "too-many-uploads", "Too many uploads are under way; try again soon.")
                .header("Retry-After", "5");
    }
}
