package cn.mejene.records;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.PartTicket;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.stream.AnnouncedBody;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Vault;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a writer of a resumable upload gets: leave to send, within length, size and quota, and word of how far it is. */
final class ResumableTickets {
    private final ModuleContext context;
    private final RecordsConfig config;
    private final Quotas quotas;

    ResumableTickets(ModuleContext context, RecordsConfig config, Quotas quotas) {
        this.context = context;
        this.config = config;
        this.quotas = quotas;
    }

    void requireQuota(Tx tx, ResumableUpload upload) {
        quotas.require(tx, upload.memberId(), upload.clinicId());
    }

    /** Leave to send the next bytes, and a blob for them when some are to come. */
    PartTicket ticket(Call call, ResumableUpload upload, AnnouncedBody body, Tx tx) {
        long most = upload.isFinal() ? 0 : missing(upload);
        if (body.present() && (most == 0 || (body.length() != null && body.length() > most))) {
            throw tooLarge(config.maxBytes(upload.kind()));
        }
        var blob = body.present() ? reserve(call, tx, upload) : null;
        return ticket(call, upload, blob, most);
    }

    private PartTicket ticket(Call call, ResumableUpload upload, @Nullable BlobReference blob, long most) {
        var length = upload.length();
        return new PartTicket(
                upload.id(),
                upload.writer(),
                blob,
                upload.isFinal() && length != null ? length : upload.received(),
                length,
                most,
                config.resumable().partBytes(),
                upload.of(),
                upload.isPartial() ? null : upload.kind().word(),
                ResumableCreation.access(call, upload));
    }

    /** @throws Problem 413 when the kind is never as large */
    void requireSize(Kind kind, long bytes) {
        if (bytes > config.maxBytes(kind)) {
            throw tooLarge(config.maxBytes(kind));
        }
    }

    private long missing(ResumableUpload upload) {
        return Objects.requireNonNullElse(upload.length(), config.maxBytes(upload.kind())) - upload.received();
    }

    private BlobReference reserve(Call call, Sql sql, ResumableUpload upload) {
        if (upload.parts() >= Vault.MOST_PARTS) {
            throw Problem.of(413, "too-many-parts", "The upload has come in too many requests; send longer ones.");
        }
        var identity = new HashMap<String, String>(Acceptance.identity(upload.kind(), upload.clinicId()));
        identity.putAll(Map.of("upload", upload.id(), "start", Long.toString(upload.received())));
        var holder = call.holderOr(context.port(Holder.class));
        return context.port(Vault.class).reserve(sql, holder, upload.memberId(), KeyClass.CARE, identity);
    }

    /** How far the upload is. */
    static Answer progress(Call call, ResumableUpload upload) {
        var answer = ResumableCreation.is(call)
                ? new Answer(201, Map.of(), null).header("Location", TusFields.UPLOADS + upload.id())
                : Answer.noContent();
        answer = answer.header("Upload-Offset", Long.toString(upload.received()))
                .header("Upload-Expires", TusFields.date(upload.expiresAt()));
        return upload.done() ? answer.header("Mejene-Record", upload.recordId()) : answer;
    }

    static Problem tooLarge(long maxBytes) {
        return Problem.of(413, "body-too-large", "The upload is larger than it may be.")
                .with("maxBytes", maxBytes);
    }
}
