package cn.mejene.records;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.DownloadTicket;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.call.Presentation;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.call.Reply;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.kernel.privacy.ListApprovals;
import cn.mejene.records.CorrectionRepository.Versions;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Opened;
import cn.mejene.vault.Vault;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists, describes and hands out records, each with what it says of its other versions. What may be seen is the door's decision. */
final class RecordService {
    private final ModuleContext context;
    private final RecordRepository repository;
    private final CorrectionRepository corrections = new CorrectionRepository();
    private final Subjects subjects;

    RecordService(ModuleContext context, RecordRepository repository, Subjects subjects) {
        this.context = context;
        this.repository = repository;
        this.subjects = subjects;
    }

    /** A record's description. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Description(
            String id,
            String kind,
            String format,
            long size,
            String sha256,
            @Nullable String filename,
            @Nullable String clinicId,
            String createdAt,
            @Nullable Boolean quarantined,
            @Nullable String corrects,
            @Nullable String correctedBy,
            @Nullable Boolean correctionPending) {
        /** The same with the file's name covered, in which people write whom it is about. */
        Description masked() {
            return new Description(
                    id,
                    kind,
                    format,
                    size,
                    sha256,
                    filename == null ? null : filename.substring(0, filename.offsetByCodePoints(0, 1)) + "***",
                    clinicId,
                    createdAt,
                    quarantined,
                    corrects,
                    correctedBy,
                    correctionPending);
        }

        static Description of(StoredRecord r, String filename, Versions versions) {
            return new Description(
                    r.id(),
                    r.kind().word(),
                    r.format(),
                    r.size(),
                    r.sha256(),
                    filename.isEmpty() ? null : filename,
                    r.clinicId(),
                    r.createdAt().toString(),
                    r.isQuarantined() ? true : null,
                    versions.corrects(),
                    versions.correctedBy(),
                    versions.pending() ? true : null);
        }
    }

    /** The member's own records. */
    Answer listOwn(Call call) {
        var paging = Paging.of(call);
        var access = Access.own(call.principal(), Action.READ, Access.Resource.of("record"), call.traceId());
        var opened = context.port(KeyRing.class).open(access, call.operation());
        return page(opened, call.principal().id(), null, paging, null, null);
    }

    /** What a clinic may see of a member's records: its own uploads, or all with a grant for the history. */
    Answer listForClinic(Call call) {
        var paging = Paging.of(call);
        var purpose = Subjects.purpose(call);
        var member = subjects.bySmileId(call, Action.READ, purpose, call.operation());
        var clinic = call.principal().clinicId();
        var own = clinicAccess(call, member, new Access.Resource("record", null, clinic), purpose);
        var all = clinicAccess(call, member, Access.Resource.of("record"), purpose);
        boolean history = allows(all);
        var opened = context.port(KeyRing.class).open(history ? all : own, call.operation());
        var presentation = context.ports()
                .find(ListApprovals.class)
                .map(approvals -> approvals.present(call, "clinic-records", member, member))
                .orElseGet(() -> Presentation.lookOnly(call, context.clock().instant()));
        return page(
                opened, member, history ? null : clinic, paging, presentation, presentation.isLifted() ? null : clinic);
    }

    private boolean allows(Access access) {
        return context.port(Authorizer.class).allows(access, context.database());
    }

    /** @param masking the clinic that is shown names of others' files covered; null where everything is shown */
    private Answer page(
            Opened opened,
            String member,
            @Nullable String clinic,
            Paging paging,
            @Nullable Presentation presentation,
            @Nullable String masking) {
        var rows = repository.list(context.database(), member, clinic, paging.after(), paging.limit() + 1);
        var described = describe(opened, rows).stream()
                .map(one -> masking == null || masking.equals(one.clinicId()) ? one : one.masked())
                .toList();
        return paging.answer(described, Description::id, presentation);
    }

    private List<Description> describe(Opened opened, List<StoredRecord> rows) {
        var versions = corrections.versions(
                context.database(), rows.stream().map(StoredRecord::id).toList());
        return rows.stream()
                .map(record -> Description.of(
                        record,
                        opened.value(record.labelPlace(), record.label(), Label.class)
                                .filename(),
                        versions.getOrDefault(record.id(), Versions.ALONE)))
                .toList();
    }

    Answer get(Call call) {
        var record = visible(call);
        var opened = context.port(KeyRing.class).open(access(call, record), call.operation());
        return Answer.ok(describe(opened, List.of(record)).getFirst());
    }

    /** The ticket for a record's bytes; the gateway opens them through the door, which decides and logs. */
    Reply content(Call call) {
        var record = readable(call);
        return new DownloadTicket(
                context.port(Vault.class).stored(context.database(), record.blobId()),
                access(call, record),
                record.size(),
                record.sha256(),
                MediaTypes.of(record.format()),
                record.id() + "." + MediaTypes.extension(record.format()));
    }

    /** A record whose content the caller may ask for. */
    StoredRecord readable(Call call) {
        var record = visible(call);
        if (record.isQuarantined()) {
            context.port(AuditAppender.class)
                    .record(AuditEntry.refused(access(call, record), call.operation(), "quarantined"));
            throw quarantined();
        }
        return record;
    }

    /** What is dangerous to open is opened for nobody. */
    static Problem quarantined() {
        return Problem.conflict("quarantined", "Malware was found in this record; its content is given to nobody.");
    }

    /** A record that the caller may know of: 404 for another member's, and for another clinic's without a grant. */
    private StoredRecord visible(Call call) {
        var purpose = call.principal().isMember() ? "self" : Subjects.purpose(call);
        var record = repository
                .find(context.database(), call.path("recordId"))
                .orElseThrow(() -> Problem.notFound("record"));
        var access = access(call, record, purpose);
        if (!isKnown(call.principal(), record) && !allows(access)) {
            throw subjects.hidden(access, call.operation(), "record");
        }
        return record;
    }

    /** Whose it is, and the clinic that brought it, know that it exists. */
    private static boolean isKnown(Principal caller, StoredRecord record) {
        return caller.isMember()
                ? record.memberId().equals(caller.id())
                : record.clinicId() != null && record.clinicId().equals(caller.clinicId());
    }

    static Access access(Call call, StoredRecord record) {
        return access(call, record, call.principal().isMember() ? "self" : Subjects.purpose(call));
    }

    private static Access access(Call call, StoredRecord record, String purpose) {
        var basis = call.principal().isMember() ? LegalBasis.OWN_REQUEST : LegalBasis.CONSENT;
        return new Access(
                call.principal(), record.memberId(), Action.READ, record.resource(), purpose, basis, call.traceId());
    }

    private static Access clinicAccess(Call call, String member, Access.Resource resource, String purpose) {
        return new Access(call.principal(), member, Action.READ, resource, purpose, LegalBasis.CONSENT, call.traceId());
    }
}
