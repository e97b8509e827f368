package cn.mejene.gateway.stream;

import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.UploadTicket;
import cn.mejene.kernel.stream.ContentInspector;
import cn.mejene.kernel.stream.StoredContent;
import cn.mejene.vault.store.Length;
import cn.mejene.vault.store.Sealed;
import cn.mejene.vault.store.SealedUpload;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One upload from permission to commit: ask the module, seal the bytes as they come, have them inspected, publish, let
 * the module commit. Whatever else happens, nothing is left behind and the module is told. For event loops.
 */
final class Uploads {
    private final Vertx vertx;
    private final UploadProtocol protocol;
    private final UploadOpener opener;
    private final Map<String, ContentInspector.Factory> inspectors;

    Uploads(
            Vertx vertx,
            UploadProtocol protocol,
            UploadOpener opener,
            Map<String, ContentInspector.Factory> inspectors) {
        this.vertx = vertx;
        this.protocol = protocol;
        this.opener = opener;
        this.inspectors = Map.copyOf(inspectors);
    }

    /** The module's answer; every failure comes after the cleaning up. */
    Future<Answer> receive(BodyIntake body, SentDigest digest, Call call) {
        return protocol.begin(call).compose(reply -> switch (reply) {
            case Answer replayed -> Future.succeededFuture(replayed);
            case UploadTicket ticket -> store(body, digest, call, ticket);
            default -> Future.failedFuture(new IllegalStateException(call.operation() + " gives no leave to upload"));
        });
    }

    private Future<Answer> store(BodyIntake body, SentDigest digest, Call call, UploadTicket ticket) {
        return Future.succeededFuture()
                .compose(_ -> seal(body, digest, ticket))
                .compose(content -> protocol.commit(call, content))
                .recover(failure -> protocol.abort(call, ticket).transform(_ -> Future.failedFuture(failure)));
    }

    private Future<StoredContent> seal(BodyIntake body, SentDigest digest, UploadTicket ticket) {
        body.requireAtMost(ticket.maxBytes());
        var passage = new Passage(Optional.empty(), inspector(ticket, body.declaredLength()));
        return opener.open(ticket.blob(), passage, new Length(ticket.maxBytes(), body.declaredLength()))
                .compose(upload -> fill(upload, body, digest)
                        .compose(written -> inspected(passage, written, ticket))
                        .compose(content -> upload.publish().map(content))
                        .recover(failure -> upload.abort().transform(_ -> Future.failedFuture(failure))))
                .onComplete(_ -> passage.close());
    }

    private static Future<Sealed> fill(SealedUpload upload, BodyIntake body, SentDigest digest) {
        return body.pumpTo(new WholeBody(upload)).map(written -> {
            digest.require(written.sha256());
            return written;
        });
    }

    private Future<StoredContent> inspected(Passage passage, Sealed written, UploadTicket ticket) {
        return passage.finish(vertx.getOrCreateContext(), written.plainSize())
                .map(format -> new StoredContent(
                        ticket.id(), written.plainSize(), written.sha256(), format, ticket.claim(), passage.finding()));
    }

    private ContentInspector inspector(UploadTicket ticket, OptionalLong length) {
        var factory = inspectors.get(ticket.inspector());
        if (factory == null) {
            throw new IllegalStateException("no module has an inspector called " + ticket.inspector());
        }
        return factory.create(length);
    }
}
