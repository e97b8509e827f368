package cn.mejene.gateway.stream;

import cn.mejene.gateway.http.Problems;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Deadline;
import cn.mejene.kernel.call.DownloadTicket;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.vault.seal.IntegrityException;
import cn.mejene.vault.store.ContentDownload;
import cn.mejene.vault.store.MissingBlobException;
import cn.mejene.vault.store.StreamRevokedException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers with stored content. Everything goes through the door first, answers without content too: a 304 or 416 also
 * says something. Once the head is out a failure cuts the connection and never ends it, so that a part cannot be taken
 * for the whole. For event loops.
 */
final class Downloads {
    private static final Logger LOG = LoggerFactory.getLogger(Downloads.class);

    private final DownloadOpener opener;
    private final BiFunction<Access, BlobReference, Future<Boolean>> stillAllowed;
    private final StreamConfig config;
    private final Problems problems;
    private final Semaphore free;
    private final SecureRandom random = new SecureRandom();

    /** @param most how many may be under way at once */
    Downloads(
            DownloadOpener opener,
            BiFunction<Access, BlobReference, Future<Boolean>> stillAllowed,
            StreamConfig config,
            Problems problems,
            int most) {
        this.opener = opener;
        this.stillAllowed = stillAllowed;
        this.config = config;
        this.problems = problems;
        this.free = new Semaphore(most);
    }

    void send(RoutingContext context, Call call, DownloadTicket ticket) {
        if (!free.tryAcquire()) {
            problems.write(context, tooMany());
            return;
        }
        Future.<Void>succeededFuture()
                .compose(_ -> answer(context, call, ticket))
                .onComplete(_ -> free.release());
    }

    /** Ends when the last byte has left this node, or none will. */
    private Future<Void> answer(RoutingContext context, Call call, DownloadTicket ticket) {
        var selection = Selection.of(context.request(), etag(ticket), ticket.size());
        var layout = selection.isMultipart() ? ByteRanges.of(random, ticket.mediaType()) : ByteRanges.NONE;
        var opened = open(call, ticket, selection, layout);
        var inTime = Deadline.bound(opened, call.deadline());
        opened.onSuccess(download -> {
            if (inTime.failed()) {
                download.cancel();
            }
        });
        inTime.onFailure(failure -> {
            report(failure, call, ticket);
            problems.write(context, failure);
        });
        return inTime.compose(download -> answer(context, call, ticket, new Chosen(selection, layout), download));
    }

    /** What is sent, and in which form when it has several parts. */
    private record Chosen(Selection selection, ByteRanges layout) {}

    private Future<ContentDownload> open(Call call, DownloadTicket ticket, Selection selection, ByteRanges layout) {
        return selection.isMultipart()
                ? opener.open(ticket.access(), call.operation(), ticket.blob())
                        .compose(content -> layout.open(content, selection.ranges()))
                : opener.download(ticket.access(), call.operation(), ticket.blob(), selection.range());
    }

    private Future<Void> answer(
            RoutingContext context, Call call, DownloadTicket ticket, Chosen chosen, ContentDownload download) {
        var selection = chosen.selection();
        var response = context.response();
        boolean head = HttpMethod.HEAD.equals(context.request().method());
        if (response.closed() || head || !selection.sendsContent()) {
            download.cancel();
        }
        if (response.closed()) {
            return Future.succeededFuture();
        }
        if (selection.status() >= 400) {
            problems.write(context, refusal(selection));
            return Future.succeededFuture();
        }
        describe(response, ticket, chosen);
        return head || !selection.sendsContent() ? response.end() : pump(context, call, ticket, download);
    }

    private Future<Void> pump(RoutingContext context, Call call, DownloadTicket ticket, ContentDownload download) {
        var response = context.response();
        var watch = new StallWatch(context.vertx(), context.request(), download, stillAllowed, config);
        context.addEndHandler(ended -> {
            if (ended.failed()) {
                download.cancel();
            }
        });
        watch.start(ticket);
        return download.sendTo(response)
                .compose(_ -> response.end())
                .onComplete(_ -> watch.stop())
                .onFailure(failure -> {
                    report(failure, call, ticket);
                    Cut.response(context.request());
                });
    }

    private static void describe(HttpServerResponse response, DownloadTicket ticket, Chosen chosen) {
        var selection = chosen.selection();
        response.setStatusCode(selection.status())
                .putHeader("etag", etag(ticket))
                .putHeader("accept-ranges", "bytes")
                .putHeader("cache-control", "no-store")
                .putHeader("x-content-type-options", "nosniff")
                .putHeader("content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'none'");
        if (!selection.sendsContent()) {
            return;
        }
        response.putHeader("content-disposition", "attachment; filename=\"" + filename(ticket) + "\"")
                .putHeader("repr-digest", "sha-256=:" + base64(ticket.sha256()) + ":");
        var range = selection.range();
        if (selection.isMultipart()) {
            response.putHeader("content-type", chosen.layout().contentType())
                    .putHeader("content-length", String.valueOf(chosen.layout().length(selection.ranges())));
            return;
        }
        response.putHeader("content-type", ticket.mediaType())
                .putHeader("content-length", String.valueOf(range.to() - range.from()));
        if (selection.status() == 206) {
            response.putHeader("content-range", ByteRanges.field(range));
        }
    }

    private static Problem tooMany() {
        return Problem.of(503, "too-many-downloads", "Too many downloads are under way; try again soon.")
                .header("Retry-After", "5");
    }

    private static Problem refusal(Selection selection) {
        return selection.status() == 412
                ? Problem.of(412, "precondition-failed", "The content is not the one that the request names.")
                : Problem.of(416, "range-not-satisfiable", "The content has no such part.")
                        .header("Content-Range", "bytes */" + selection.range().size());
    }

    private static void report(Throwable failure, Call call, DownloadTicket ticket) {
        switch (failure) {
            case IntegrityException _, MissingBlobException _ ->
                LOG.atError()
                        .addKeyValue("traceId", call.traceId())
                        .addKeyValue("blob", ticket.blob().blobId())
                        .addKeyValue("cause", failure.getMessage())
                        .log("stored content is damaged, download cut");
            case StreamRevokedException _ ->
                LOG.atInfo()
                        .addKeyValue("traceId", call.traceId())
                        .addKeyValue("blob", ticket.blob().blobId())
                        .log("download cut, its right has ended");
            default -> LOG.atDebug().addKeyValue("traceId", call.traceId()).log("download not completed");
        }
    }

    private static String etag(DownloadTicket ticket) {
        return '"' + ticket.sha256() + '"';
    }

    private static String base64(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }

    /** Made from an id, so nothing is lost; a quote or line end must still never reach a header. */
    private static String filename(DownloadTicket ticket) {
        return ticket.filename().replaceAll("[^A-Za-z0-9._-]", "_");
    }
}
