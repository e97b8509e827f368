package cn.mejene.consent.policy;

import cn.mejene.consent.call.Digest;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.DataInventory;
import cn.mejene.kernel.privacy.LegalBasis;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a version of the policy and tells the members (policy VIII). A version is never changed afterwards; one
 * that hides a change which matters is refused. Stateless.
 */
public final class PublicationService {
    private static final int BATCH = 200;

    private final PolicyRepository policies = new PolicyRepository();
    private final PublicationRepository repository = new PublicationRepository();
    private final Supplier<Map<String, List<Object>>> recipients;
    private final ModuleContext context;

    private record NewPolicy(
            Map<String, String> texts,
            Instant effectiveAt,
            List<MaterialType> materialTypes,
            @Nullable Set<String> changedPurposes) {}

    private record Published(
            String version,
            String id,
            Instant effectiveAt,
            Set<MaterialType> materialTypes,
            Set<String> changedPurposes) {}

    /** @param recipients what people are told now about recipients that officers declared, by id */
    public PublicationService(Supplier<Map<String, List<Object>>> recipients, ModuleContext context) {
        this.recipients = recipients;
        this.context = context;
    }

    /** Remembers what the platform does at the first boot with a version that came with the configuration. */
    public void remember() {
        context.database().run(tx -> {
            repository.lock(tx);
            var newest = policies.all(tx).getFirst().version();
            if (repository.baseline(tx, newest).digests().isEmpty()) {
                repository.insertBaseline(tx, newest, now());
            }
        });
    }

    public Answer publish(Call call, Tx tx) {
        var request = call.body(NewPolicy.class);
        repository.lock(tx);
        var newest = policies.all(tx).getFirst();
        requireLater(request, newest);
        var earlier = repository.baseline(tx, newest.version());
        var now = now();
        requireDeclared(request, now.changesSince(earlier));
        var purposes = new TreeSet<>(now.purposesChangedSince(earlier));
        if (request.changedPurposes() != null) {
            purposes.addAll(request.changedPurposes());
        }
        if (!purposes.isEmpty() && !request.materialTypes().contains(MaterialType.PROCESSING)) {
            throw undeclared(Set.of(MaterialType.PROCESSING));
        }
        return Answer.created(insert(call, tx, request, now, purposes));
    }

    private Published insert(Call call, Tx tx, NewPolicy request, Baseline now, Set<String> purposes) {
        var version = name(tx, request.effectiveAt());
        var id = Ids.make("pol");
        var types = request.materialTypes().isEmpty()
                ? EnumSet.noneOf(MaterialType.class)
                : EnumSet.copyOf(request.materialTypes());
        repository.insert(
                tx, version, id, request.effectiveAt(), types, call.principal().id());
        request.texts()
                .forEach((language, body) ->
                        policies.insertText(tx, version, new Policy.Text(language, Digest.sha256(body)), true, body));
        repository.insertBaseline(tx, version, now);
        repository.insertChanges(tx, version, purposes);
        var access = new Access(
                call.principal(),
                "platform",
                Action.WRITE,
                Resource.of("policy", id),
                "oversight",
                LegalBasis.STATUTORY,
                call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
        context.outbox().append(tx, Event.of("consent.policy-published", id, Map.of()));
        return new Published(version, id, request.effectiveAt(), types, purposes);
    }

    private void requireLater(NewPolicy request, Policy newest) {
        if (!request.effectiveAt().isAfter(context.clock().instant())
                || !request.effectiveAt().isAfter(newest.effectiveAt())) {
            throw Problem.invalid("/effectiveAt", "future", "A version takes effect later than now and the last one.");
        }
        for (var text : request.texts().entrySet()) {
            if (PolicyService.chapters(text.getValue()).isEmpty()) {
                throw Problem.invalid("/texts/" + text.getKey(), "chapters", "The text has no chapters.");
            }
        }
    }

    private static void requireDeclared(NewPolicy request, Set<MaterialType> found) {
        var missing = EnumSet.noneOf(MaterialType.class);
        missing.addAll(found);
        missing.removeAll(request.materialTypes());
        if (!missing.isEmpty()) {
            throw undeclared(missing);
        }
    }

    private static Problem undeclared(Set<MaterialType> missing) {
        return Problem.conflict("material-change-undeclared", "Something that matters changed and is not declared.")
                .with("missing", missing.stream().map(MaterialType::word).toList());
    }

    /** The date in Shanghai, with a number behind it where there was one that day. */
    private String name(Tx tx, Instant effectiveAt) {
        var date = LocalDate.ofInstant(effectiveAt, Schedule.ZONE).toString();
        var taken = policies.all(tx).stream().map(Policy::version).toList();
        var name = date;
        for (int number = 1; taken.contains(name); number++) {
            name = date + "." + number;
        }
        return name;
    }

    private Baseline now() {
        return Baseline.now(context.port(DataInventory.class), context.policies(), recipients.get());
    }

    /** Tells members of the versions that were published, some at a time, until everybody is told. */
    public void tell() {
        for (var version : repository.untold(context.database())) {
            boolean more = true;
            while (more) {
                more = context.database().transaction(tx -> tell(tx, version));
            }
        }
    }

    private boolean tell(Tx tx, PublicationRepository.Untold version) {
        var now = context.clock().instant();
        var members = repository.tell(tx, version.version(), now, BATCH);
        members.forEach(member -> context.outbox().append(tx, version.event(member)));
        if (members.isEmpty()) {
            repository.told(tx, version.version(), now);
        }
        return !members.isEmpty();
    }
}
