package cn.mejene.records;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.kernel.stream.StoredContent;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether content may come in, before its bytes and again under lock when they are there, and then makes it a
 * record with log entry and event (policy I(A)3): the same for every way in.
 */
final class Acceptance {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptance.class);

    private final ModuleContext context;
    private final RecordRepository repository;
    private final Subjects subjects;
    private final Quotas quotas;

    Acceptance(ModuleContext context, RecordRepository repository, Subjects subjects, Quotas quotas) {
        this.context = context;
        this.repository = repository;
        this.subjects = subjects;
        this.quotas = quotas;
    }

    /** Throws the refusal, which is logged by itself, durably, before the caller hears of it. */
    void require(Access access, String operation) {
        subjects.refusedIsLogged(
                access, operation, () -> context.port(Authorizer.class).require(access, context.database()));
    }

    /** Makes the content count; its blob must have been kept in the same transaction. */
    StoredRecord accept(Call call, PendingUpload upload, StoredContent content, Tx tx) {
        var access = access(call, upload.memberId(), upload.resource());
        subjects.refusedIsLogged(
                access, call.operation(), () -> context.port(Authorizer.class).requireLocked(access, tx));
        var record = record(upload, content);
        repository.insert(tx, record);
        quotas.require(tx, record.memberId(), record.clinicId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation(), content.sha256()));
        context.outbox().append(tx, event(record));
        if (record.isQuarantined()) {
            LOG.atWarn()
                    .addKeyValue("traceId", call.traceId())
                    .addKeyValue("record", record.id())
                    .addKeyValue("malware", record.finding())
                    .log("content put in quarantine");
        }
        return record;
    }

    private StoredRecord record(PendingUpload upload, StoredContent content) {
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
                context.clock().instant(),
                content.finding());
    }

    private static Event event(StoredRecord record) {
        var data = new HashMap<String, String>();
        data.put("recordId", record.id());
        data.put("kind", record.kind().word());
        if (record.clinicId() != null) {
            data.put("clinicId", record.clinicId());
        }
        var type = record.isQuarantined() ? "records.record-quarantined" : "records.record-stored";
        return Event.of(type, record.memberId(), data);
    }

    /** What a record's bytes are bound to beside object and member. */
    static Map<String, String> identity(Kind kind, @Nullable String clinic) {
        return Map.of("kind", kind.word(), "clinic", Objects.requireNonNullElse(clinic, "-"), "format", "1");
    }

    static Access access(Call call, String member, Access.Resource resource) {
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
