package cn.mejene.gateway.stream;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.PartTicket;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.kernel.stream.ContentInspector;
import cn.mejene.kernel.stream.StoredContent;
import cn.mejene.vault.Draft;
import cn.mejene.vault.store.Length;
import cn.mejene.vault.store.RunningDigest;
import cn.mejene.vault.store.Sealed;
import cn.mejene.vault.store.SealedUpload;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Bodies that go on with a content, from leave to answer. What a broken one brought is sealed and counts, unless a
 * checksum should have vouched for it. When the last byte is there, the content is inspected whole: as it passed if it
 * came in this one request, else by opening its parts once more. For event loops.
 */
final class ResumableBodies {
    private final Vertx vertx;
    private final PartProtocol protocol;
    private final PartOpener opener;
    private final PartReviewer reviewer;
    private final Map<String, ContentInspector.Factory> inspectors;

    ResumableBodies(
            Vertx vertx,
            PartProtocol protocol,
            PartOpener opener,
            PartReviewer reviewer,
            Map<String, ContentInspector.Factory> inspectors) {
        this.vertx = vertx;
        this.protocol = protocol;
        this.opener = opener;
        this.reviewer = reviewer;
        this.inspectors = Map.copyOf(inspectors);
    }

    /** The module's answer; every failure comes after the cleaning up. */
    Future<Answer> receive(BodyIntake body, Optional<SentChecksum> checksum, Call call) {
        return protocol.begin(call, body.announced()).compose(reply -> switch (reply) {
            case Answer answer -> Future.succeededFuture(answer);
            case PartTicket ticket -> {
                var passage = passage(ticket, checksum);
                yield write(new Writing(call, ticket, passage), body, checksum).onComplete(_ -> passage.close());
            }
            default -> Future.failedFuture(new IllegalStateException(call.operation() + " gives no leave to send"));
        });
    }

    /** One writer's request. */
    private record Writing(Call call, PartTicket first, Passage passage) {}

    private Passage passage(PartTicket ticket, Optional<SentChecksum> checksum) {
        boolean fromTheStart = ticket.offset() == 0 && ticket.inspector() != null;
        return new Passage(checksum, fromTheStart ? inspector(ticket) : null);
    }

    private @Nullable ContentInspector inspector(PartTicket ticket) {
        var name = ticket.inspector();
        var factory = name == null ? null : inspectors.get(name);
        if (factory == null) {
            throw new IllegalStateException("no module has an inspector called " + name);
        }
        var length = ticket.length();
        return factory.create(length == null ? OptionalLong.empty() : OptionalLong.of(length));
    }

    private Future<Answer> write(Writing writing, BodyIntake body, Optional<SentChecksum> checksum) {
        var blob = writing.first().blob();
        if (blob == null) {
            var nothing = new Sealed(0, 0, new RunningDigest().hex());
            return orAbort(writing, null, complete(writing, writing.first(), 0, nothing));
        }
        var digest = new RunningDigest();
        return opener.open(blob, writing.passage(), digest, Length.atMost(Long.MAX_VALUE))
                .recover(failure -> abort(writing, writing.first(), failure))
                .compose(first -> {
                    var parts = parted(writing, first, digest, checksum.isPresent());
                    return orAbort(writing, parts, fill(writing, parts, body, checksum));
                });
    }

    /** With a checksum, nothing counts before the whole body was compared: it is one part. */
    private PartedBody parted(Writing writing, SealedUpload first, RunningDigest digest, boolean onePart) {
        var ticket = writing.first();
        var turns = new PartedBody.Turns() {
            @Override
            public Future<PartTicket> keep(PartTicket part, long size) {
                return protocol.keep(writing.call(), part, size);
            }

            @Override
            public Future<SealedUpload> open(BlobReference blob) {
                return opener.open(blob, writing.passage(), digest, Length.atMost(Long.MAX_VALUE));
            }
        };
        return new PartedBody(ticket, first, onePart ? Long.MAX_VALUE : ticket.partBytes(), turns);
    }

    private Future<Answer> fill(Writing writing, PartedBody parts, BodyIntake body, Optional<SentChecksum> checksum) {
        return body.pumpTo(parts)
                .compose(content -> {
                    checksum.ifPresent(SentChecksum::require);
                    return settle(writing, parts, content);
                })
                .recover(failure -> isBrokenOff(failure) && checksum.isEmpty()
                        ? parts.finish()
                                .compose(content -> settle(writing, parts, content))
                                .compose(_ -> Future.failedFuture(failure))
                        : Future.failedFuture(failure))
                .recover(failure -> Future.failedFuture(isTooSlow(failure) ? paused() : failure));
    }

    /** The peer is gone or too slow: nothing is wrong with what it sent before. */
    private static boolean isBrokenOff(Throwable failure) {
        return failure instanceof ClientGoneException || isTooSlow(failure);
    }

    private static boolean isTooSlow(Throwable failure) {
        return failure instanceof Problem problem && problem.status() == 408;
    }

    /** Clients of tus go on by themselves after a 5xx, and give up after a 408. */
    private static Problem paused() {
        return Problem.of(503, "upload-paused", "The body arrives too slowly; go on at the offset that counts.")
                .header("Retry-After", "1")
                .header("Connection", "close");
    }

    private Future<Answer> settle(Writing writing, PartedBody parts, Sealed content) {
        var ticket = parts.ticket();
        long size = parts.inPart();
        if (size == 0) {
            return parts.part().abort().compose(_ -> protocol.pause(writing.call(), ticket, 0));
        }
        var length = ticket.length();
        boolean complete = ticket.inspector() != null && length != null && ticket.offset() + size == length;
        return parts.part()
                .publish()
                .compose(_ -> complete
                        ? complete(writing, ticket, size, content)
                        : protocol.pause(writing.call(), ticket, size));
    }

    private Future<Answer> complete(Writing writing, PartTicket ticket, long lastSize, Sealed content) {
        var inspected = writing.passage().inspects()
                ? inspected(writing.passage(), content)
                : reviewed(writing, ticket, lastSize);
        return inspected.compose(found -> protocol.commit(
                writing.call(),
                ticket,
                lastSize,
                new StoredContent(
                        ticket.uploadId(), found.size(), found.sha256(), found.format(), null, found.finding())));
    }

    /** What a content turned out to be. */
    private record Inspected(
            long size,
            String sha256,
            String format,
            @Nullable String finding) {}

    private Future<Inspected> inspected(Passage passage, Sealed content) {
        return passage.finish(vertx.getOrCreateContext(), content.plainSize())
                .map(format -> new Inspected(content.plainSize(), content.sha256(), format, passage.finding()));
    }

    private Future<Inspected> reviewed(Writing writing, PartTicket ticket, long lastSize) {
        var second = new Passage(Optional.empty(), inspector(ticket));
        var draft = new Draft(ticket.of(), lastSize == 0 ? null : ticket.blob(), lastSize);
        return reviewer.review(ticket.access(), writing.call().operation(), draft, second)
                .compose(content -> inspected(second, content))
                .recover(failure -> Future.failedFuture(second.hasRefused() ? new Refused(failure) : failure))
                .onComplete(_ -> second.close());
    }

    /** Carries the inspector's word past the cleaning up. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(Throwable problem) {
            super("content was refused", problem, false, false);
        }
    }

    private Future<Answer> orAbort(Writing writing, @Nullable PartedBody parts, Future<Answer> answer) {
        return answer.recover(failure -> {
            var ticket = parts == null ? writing.first() : parts.ticket();
            Future<Void> cleaned =
                    parts == null ? Future.succeededFuture() : parts.part().abort();
            return cleaned.transform(_ -> abort(writing, ticket, failure));
        });
    }

    private <T> Future<T> abort(Writing writing, PartTicket ticket, Throwable failure) {
        boolean refused = failure instanceof Refused || writing.passage().hasRefused();
        var shown = failure instanceof Refused && failure.getCause() != null ? failure.getCause() : failure;
        // What was broken off has been settled already, or could not be.
        return protocol.abort(writing.call(), ticket, refused).transform(_ -> Future.failedFuture(shown));
    }
}
