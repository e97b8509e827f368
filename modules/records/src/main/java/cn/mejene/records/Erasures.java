package cn.mejene.records;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Vault;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Erases one of a member's records (policy V(A)3): unreadable from the moment of the answer on. Clinics that brought or
 * read it are told, since what they copied is out of our reach, and say when they have followed.
 */
final class Erasures {
    private static final String READERS = "audit.clinics-that-read";

    private final ModuleContext context;
    private final RecordRepository records;
    private final CorrectionRequests corrections;
    private final ErasureRepository repository = new ErasureRepository();

    private record Asked(String memberId, String recordId) {}

    private record Readers(List<String> clinicIds) {}

    /**
     * That a clinic is to erase a record too.
     *
     * @param followedAt when it said that it has
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Notice(
            String id,
            String recordId,
            String clinicId,
            Instant erasedAt,
            @Nullable Instant followedAt) {}

    Erasures(ModuleContext context, RecordRepository records) {
        this.context = context;
        this.records = records;
        this.corrections = new CorrectionRequests(context, records);
    }

    Answer erase(Call call, Tx tx) {
        var member = call.principal();
        var id = call.path("recordId");
        var readers = readers(call, member.id(), id);
        var record = records.delete(tx, id, member.id()).orElseThrow(() -> Problem.notFound("record"));
        context.port(Vault.class).erase(tx, record.blobId());
        tx.afterCommit(() -> context.port(KeyRing.class).destroy(record.label()));
        corrections.forget(tx, id);
        var access = Access.own(member, Action.ERASE, record.resource(), call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation(), record.sha256()));
        context.outbox().append(tx, Event.of("records.record-erased", member.id(), Map.of("recordId", id)));
        tell(tx, record, readers);
        return Answer.noContent();
    }

    /** Before the transaction takes its connection: the log is another module's. */
    private Set<String> readers(Call call, String member, String recordId) {
        return readers(call.to(READERS, new Asked(member, recordId)));
    }

    /** The same where the whole member goes. */
    Set<String> readers(Event event, String recordId) {
        return readers(Call.ofPlatform("records", READERS, new Asked(event.key(), recordId)));
    }

    private Set<String> readers(Call call) {
        return Set.copyOf(context.bus().call(call).body(Readers.class).clinicIds());
    }

    /** Tells who brought the record and who has read it. */
    void tell(Tx tx, StoredRecord record, Set<String> readers) {
        var concerned = new TreeSet<>(readers);
        if (record.clinicId() != null) {
            concerned.add(record.clinicId());
        }
        concerned.forEach(clinic -> tell(tx, record, clinic));
    }

    private void tell(Tx tx, StoredRecord record, String clinic) {
        var notice =
                new Notice(Ids.make("ers"), record.id(), clinic, context.clock().instant(), null);
        repository.insert(tx, record.memberId(), notice);
        var data = Map.of("noticeId", notice.id(), "recordId", record.id(), "clinicId", clinic);
        context.outbox().append(tx, Event.of("records.erasure-told", record.memberId(), data));
    }

    /** What the calling clinic is to erase too, newest first. */
    Answer ofClinic(Call call) {
        var paging = Paging.of(call);
        var clinic = Objects.requireNonNull(call.principal().clinicId());
        new Subjects(context).clinicLists(call, "erasure-notice");
        var page = repository.ofClinic(context.database(), clinic, paging.after(), paging.limit() + 1);
        return paging.answer(page, Notice::id);
    }

    /** Who was told of the calling member's erasures, newest first. */
    Answer ofMember(Call call) {
        var paging = Paging.of(call);
        var page = repository.ofMember(context.database(), call.principal().id(), paging.after(), paging.limit() + 1);
        return paging.answer(page, Notice::id);
    }

    /** The calling clinic says that it has erased its copies; saying so again changes nothing. */
    Answer followed(Call call, Tx tx) {
        var clinic = Objects.requireNonNull(call.principal().clinicId());
        var id = call.path("noticeId");
        var member = repository
                .follow(tx, id, clinic, context.clock().instant())
                .orElseThrow(() -> Problem.notFound("erasure"));
        var access = new Access(
                call.principal(),
                member,
                Action.ERASE,
                new Resource("erasure-notice", id, clinic),
                "member-request",
                LegalBasis.OWN_REQUEST,
                call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
        return Answer.noContent();
    }
}
