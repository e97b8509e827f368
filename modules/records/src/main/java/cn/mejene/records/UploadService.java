package cn.mejene.records;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.UploadTicket;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.kernel.stream.StoredContent;
import cn.mejene.kernel.stream.Uploads;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Vault;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes uploads in: authorised and reserved at begin, authorised again under lock and made to count at commit, in one
 * transaction with log entry and event (policy I(A)3).
 */
final class UploadService implements Uploads {
    private static final String OPERATION = "records.upload";

    private final ModuleContext context;
    private final RecordsConfig config;
    private final RecordRepository repository;
    private final Subjects subjects;

    UploadService(ModuleContext context, RecordsConfig config, RecordRepository repository, Subjects subjects) {
        this.context = context;
        this.config = config;
        this.repository = repository;
        this.subjects = subjects;
    }

    @Override
    public UploadTicket begin(Call call) {
        var kind = Kind.of(call.query("kind").orElseThrow());
        var label = new Label(call.header("content-disposition")
                .map(ContentDisposition::filename)
                .orElse(""));
        var recordId = Ids.make("rec");
        var member = subjects.ofUpload(call, OPERATION);
        var access = access(
                call,
                member,
                new Access.Resource("record", recordId, call.principal().clinicId()));
        subjects.refusedIsLogged(
                access, OPERATION, () -> context.port(Authorizer.class).require(access, context.database()));
        return reserve(call, kind, member, recordId, label);
    }

    private UploadTicket reserve(Call call, Kind kind, String member, String recordId, Label label) {
        var clinic = call.principal().clinicId();
        var sealed = context.port(KeyRing.class).seal(StoredRecord.labelPlace(member, recordId), label);
        return context.database().transaction(tx -> {
            var blob = context.port(Vault.class).reserve(tx, member, KeyClass.CARE, identity(kind, clinic));
            var upload = new PendingUpload(
                    Ids.make("upl"), recordId, member, clinic, call.principal().id(), kind, blob.blobId(), sealed);
            repository.insertUpload(tx, upload, context.port(Holder.class));
            return new UploadTicket(upload.id(), blob, kind.word(), config.maxBytes(kind), null);
        });
    }

    private static Map<String, String> identity(Kind kind, @Nullable String clinic) {
        var identity = new HashMap<String, String>();
        identity.put("kind", kind.word());
        identity.put("clinic", Objects.requireNonNullElse(clinic, "-"));
        identity.put("format", "1");
        return identity;
    }

    @Override
    public Answer commit(Call call, StoredContent content, Tx tx) {
        var upload = repository
                .takeUpload(tx, content.uploadId(), call.principal().id())
                .orElseThrow(() -> Problem.conflict("upload-ended", "This upload has ended already."));
        var access = access(call, upload.memberId(), upload.resource());
        subjects.refusedIsLogged(
                access, OPERATION, () -> context.port(Authorizer.class).requireLocked(access, tx));
        var record = stored(upload, content);
        context.port(Vault.class).keep(tx, upload.blobId(), content.size());
        repository.insert(tx, record);
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, OPERATION, content.sha256()));
        context.outbox().append(tx, event(record));
        return Answer.created(Created.of(record)).header("Location", "/v1/records/" + record.id());
    }

    private StoredRecord stored(PendingUpload upload, StoredContent content) {
        return new StoredRecord(
                upload.recordId(),
                upload.memberId(),
                upload.clinicId(),
                upload.uploader(),
                upload.kind(),
                content.format(),
                content.size(),
                content.sha256(),
                upload.blobId(),
                upload.label(),
                context.clock().instant());
    }

    private static Event event(StoredRecord record) {
        var data = new HashMap<String, String>();
        data.put("recordId", record.id());
        data.put("kind", record.kind().word());
        if (record.clinicId() != null) {
            data.put("clinicId", record.clinicId());
        }
        return Event.of("records.record-stored", record.memberId(), data);
    }

    /** What a successful upload answers. */
    record Created(String id, String kind, String format, long size, String sha256, String createdAt) {
        static Created of(StoredRecord r) {
            return new Created(
                    r.id(),
                    r.kind().word(),
                    r.format(),
                    r.size(),
                    r.sha256(),
                    r.createdAt().toString());
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

    private static Access access(Call call, String member, Access.Resource resource) {
        return call.principal().isMember()
                ? Access.own(call.principal(), Action.WRITE, resource, call.traceId())
                : new Access(
                        call.principal(),
                        member,
                        Action.WRITE,
                        resource,
                        "treatment",
                        LegalBasis.CONSENT,
                        call.traceId());
    }
}
