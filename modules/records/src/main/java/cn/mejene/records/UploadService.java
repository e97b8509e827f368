package cn.mejene.records;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.UploadTicket;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.stream.StoredContent;
import cn.mejene.kernel.stream.Uploads;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Vault;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** Takes uploads in that come in one request: reserved at begin, made to count at commit. */
final class UploadService implements Uploads {
    private static final String OPERATION = "records.upload";

    private final ModuleContext context;
    private final RecordsConfig config;
    private final RecordRepository repository;
    private final Subjects subjects;
    private final Acceptance acceptance;
    private final Quotas quotas;

    UploadService(
            ModuleContext context,
            RecordsConfig config,
            RecordRepository repository,
            Subjects subjects,
            Acceptance acceptance,
            Quotas quotas) {
        this.context = context;
        this.config = config;
        this.repository = repository;
        this.subjects = subjects;
        this.acceptance = acceptance;
        this.quotas = quotas;
    }

    @Override
    public UploadTicket begin(Call call) {
        var kind = Kind.of(call.query("kind").orElseThrow());
        var label = new Label(call.header("content-disposition")
                .map(ContentDisposition::filename)
                .orElse(""));
        var recordId = Ids.make("rec");
        var clinic = call.principal().clinicId();
        var member = subjects.ofUpload(call, call.header("smile-id"), OPERATION);
        acceptance.require(Acceptance.access(call, member, new Access.Resource("record", recordId, clinic)), OPERATION);
        quotas.requireRoom(context.database(), member, clinic, announced(call));
        return reserve(call, kind, member, recordId, label);
    }

    /** What the head of the request says of the body, at least a byte. */
    private static long announced(Call call) {
        return call.header("content-length")
                .map(length -> Math.max(1, Long.parseLong(length)))
                .orElse(1L);
    }

    private UploadTicket reserve(Call call, Kind kind, String member, String recordId, Label label) {
        var clinic = call.principal().clinicId();
        var sealed = context.port(KeyRing.class).seal(StoredRecord.labelPlace(member, recordId), label);
        var holder = call.holderOr(context.port(Holder.class));
        return context.database().transaction(tx -> {
            var blob = context.port(Vault.class)
                    .reserve(tx, holder, member, KeyClass.CARE, Acceptance.identity(kind, clinic));
            var upload = new PendingUpload(
                    Ids.make("upl"), recordId, member, clinic, call.principal().id(), kind, blob.blobId(), sealed);
            repository.insertUpload(tx, upload, holder);
            return new UploadTicket(upload.id(), blob, kind.word(), config.maxBytes(kind), null);
        });
    }

    @Override
    public Answer commit(Call call, StoredContent content, Tx tx) {
        var upload = repository
                .takeUpload(tx, content.uploadId(), call.principal().id())
                .orElseThrow(() -> Problem.conflict("upload-ended", "This upload has ended already."));
        context.port(Vault.class).keep(tx, upload.blobId(), content.size());
        var record = acceptance.accept(call, upload, content, tx);
        return Answer.created(Created.of(record)).header("Location", "/v1/records/" + record.id());
    }

    /** What a successful upload answers. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Created(
            String id,
            String kind,
            String format,
            long size,
            String sha256,
            String createdAt,
            @Nullable Boolean quarantined) {
        static Created of(StoredRecord r) {
            return new Created(
                    r.id(),
                    r.kind().word(),
                    r.format(),
                    r.size(),
                    r.sha256(),
                    r.createdAt().toString(),
                    r.isQuarantined() ? true : null);
        }
    }

    @Override
    public void abort(Call call, String uploadId) {
        repository
                .takeUpload(context.database(), uploadId, call.principal().id())
                .ifPresent(this::giveUp);
    }

    /** Ends what killed nodes had begun; a job on real time. */
    void endAbandoned() {
        repository.takeAbandonedUploads(context.database()).forEach(this::giveUp);
    }

    private void giveUp(PendingUpload upload) {
        context.port(Vault.class).abandon(upload.blobId());
        context.port(KeyRing.class).destroy(upload.label());
    }
}
