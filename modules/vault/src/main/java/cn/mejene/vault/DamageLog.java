package cn.mejene.vault;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.vault.seal.IntegrityException;
import cn.mejene.vault.store.ContentDownload;
import cn.mejene.vault.store.MissingBlobException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the access log that somebody was let in and what was stored is not there as it was sealed: the entry after
 * the allowed one, with the outcome {@code damaged-content}. Never blocks; a log that is away changes no answer.
 */
final class DamageLog {
    private static final Logger LOG = LoggerFactory.getLogger(DamageLog.class);

    private final ModuleContext context;

    DamageLog(ModuleContext context) {
        this.context = context;
    }

    /** What opens, whose failures are noted, as are those of the download that it is. */
    Future<ContentDownload> watch(Future<ContentDownload> opening, Access access, String operation) {
        return opening.<ContentDownload>map(download -> new Watched(download, access, operation))
                .onFailure(failure -> note(failure, access, operation));
    }

    private void note(Throwable failure, Access access, String operation) {
        if (!(failure instanceof IntegrityException) && !(failure instanceof MissingBlobException)) {
            return;
        }
        Thread.startVirtualThread(() -> {
            try {
                context.port(AuditAppender.class).record(AuditEntry.refused(access, operation, "damaged-content"));
            } catch (RuntimeException away) {
                LOG.atError()
                        .addKeyValue("operation", operation)
                        .addKeyValue("cause", away.getClass().getSimpleName())
                        .log("damage could not be noted");
            }
        });
    }

    private final class Watched implements ContentDownload {
        private final ContentDownload download;
        private final Access access;
        private final String operation;

        Watched(ContentDownload download, Access access, String operation) {
            this.download = download;
            this.access = access;
            this.operation = operation;
        }

        @Override
        public Future<Void> sendTo(WriteStream<Buffer> output) {
            return download.sendTo(output).onFailure(failure -> note(failure, access, operation));
        }

        @Override
        public void cancel() {
            download.cancel();
        }

        @Override
        public void revoke() {
            download.revoke();
        }
    }
}
