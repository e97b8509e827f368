package cn.mejene.consent.source;

import cn.mejene.consent.partner.PartnerService;
import cn.mejene.consent.register.RetentionRules;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.vault.KeyRing;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes data about a member from a clinic (policy I(D)1–3): fields that its agreement does not name are dropped unread,
 * those within the scope go to her profile where she told nothing herself, those beyond it into quarantine. Stateless.
 */
public final class IntakeService {
    /** Stands in the log for a person that no Smile ID led to. */
    private static final String UNKNOWN = "unknown";

    private final QuarantineRepository quarantine = new QuarantineRepository();
    private final SourceRegister sources;
    private final PartnerService partners;
    private final Period waiting;
    private final ModuleContext context;

    private record Sent(Map<String, String> fields) {
        /** Shows nothing of them. */
        @Override
        public String toString() {
            return "Sent[***]";
        }
    }

    private record SmileId(String smileId) {}

    private record Found(@Nullable String memberId) {}

    private record Told(String memberId, Map<String, String> fields) {
        /** Shows nothing of them. */
        @Override
        public String toString() {
            return "Told[***]";
        }
    }

    /** One field that waits for her, and until when. */
    private record Waiting(String id, String field, Instant deleteBy) {}

    private record Outcome(List<String> taken, List<Waiting> quarantined, List<String> dropped) {}

    public IntakeService(SourceRegister sources, PartnerService partners, ModuleContext context) {
        this.sources = sources;
        this.partners = partners;
        this.waiting =
                RetentionRules.load(context.policies()).require("quarantine").period();
        this.context = context;
    }

    public Answer take(Call call) {
        var sent = new TreeMap<>(call.body(Sent.class).fields());
        var access = access(call, member(call));
        var source = admitted(call, access);
        var dropped = sent.keySet().stream()
                .filter(field -> !source.fields().contains(field))
                .toList();
        sent.keySet().removeAll(dropped);
        var within = new TreeMap<>(sent);
        within.keySet().retainAll(source.scope());
        sent.keySet().removeAll(within.keySet());
        var held = hold(call, source, access, sent);
        if (!within.isEmpty()) {
            context.bus().call(call.to("members.take-in", new Told(access.subject(), within)));
        }
        return Answer.ok(new Outcome(List.copyOf(within.keySet()), held, dropped));
    }

    /** Decides under lock, logs, and keeps what is beyond the scope; a refusal is logged by itself. */
    private List<Waiting> hold(Call call, Source source, Access access, Map<String, String> beyond) {
        var items = seal(source, access.subject(), beyond);
        var kept = new ArrayList<Quarantined>();
        try {
            context.database().run(tx -> {
                context.port(Authorizer.class).requireLocked(access, tx);
                context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
                kept.clear();
                items.stream().filter(item -> quarantine.insert(tx, item)).forEach(kept::add);
                kept.forEach(item -> announce(tx, item));
            });
        } catch (Problem refusal) {
            kept.clear();
            refused(call, access, refusal);
            throw refusal;
        } catch (RuntimeException failure) {
            kept.clear();
            throw failure;
        } finally {
            items.stream().filter(item -> !kept.contains(item)).forEach(item -> keys().destroy(item.sealed()));
        }
        return kept.stream()
                .map(item -> new Waiting(item.id(), item.field(), item.deleteBy()))
                .toList();
    }

    private void refused(Call call, Access access, Problem refusal) {
        if (refusal.status() == 403) {
            context.port(AuditAppender.class).record(AuditEntry.refused(access, call.operation(), refusal.code()));
        }
    }

    private List<Quarantined> seal(Source source, String member, Map<String, String> beyond) {
        var now = context.clock().instant();
        var items = new ArrayList<Quarantined>();
        beyond.forEach((field, value) -> {
            var id = Ids.make("qua");
            var sealed = keys().seal(Quarantined.place(member, id), new Quarantined.Value(value));
            items.add(new Quarantined(
                    id,
                    member,
                    source.id(),
                    source.partner(),
                    field,
                    sealed,
                    "quarantined",
                    now,
                    now.atZone(ZoneOffset.UTC).plus(waiting).toInstant()));
        });
        return items;
    }

    private void announce(Tx tx, Quarantined item) {
        context.outbox()
                .append(
                        tx,
                        Event.of(
                                "consent.data-quarantined",
                                item.memberId(),
                                Map.of("quarantineId", item.id(), "clinicId", item.partner())));
    }

    /** The source that the call comes from, whose clinic must be admitted; a refusal is logged by itself. */
    private Source admitted(Call call, Access access) {
        try {
            var source = sources.require(call.path("id"), call.principal().clinicId());
            partners.require(context.database(), source.partner());
            return source;
        } catch (Problem refusal) {
            refused(call, access, refusal);
            throw refusal;
        }
    }

    /** Whom the Smile ID names; one that does not exist looks like one without a grant. */
    private String member(Call call) {
        var smileId = call.header("smile-id")
                .orElseThrow(() -> Problem.invalid("#Smile-Id", "required", "Name the member by her Smile ID."));
        var found = context.bus()
                .call(call.to("members.find-by-smile-id", new SmileId(smileId)))
                .body(Found.class)
                .memberId();
        if (found != null) {
            return found;
        }
        var refusal = Problem.of(403, "grant-required", "The member has given this clinic no grant for that.");
        refused(call, access(call, UNKNOWN), refusal);
        throw refusal;
    }

    private static Access access(Call call, String member) {
        return new Access(
                call.principal(),
                member,
                Action.WRITE,
                new Resource("sourced-data", null, call.principal().clinicId()),
                "treatment",
                LegalBasis.CONSENT,
                call.traceId());
    }

    private KeyRing keys() {
        return context.port(KeyRing.class);
    }
}
