package cn.mejene.consent.disclosure;

import cn.mejene.consent.call.OfficerTrail;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.Access.Resource;
import java.time.Instant;
import java.util.Map;

/**
 * Tells every member, once, who gets the data when the platform merges, is divided, dissolved, bankrupt or acquired, and
 * who of them may go with it (policy III(B)2). Statutory notices: no preference stops them. Stateless.
 */
public final class CorporateEvents {
    private static final int BATCH = 500;

    private final CorporateEventRepository repository = new CorporateEventRepository();
    private final RecipientsRepository recipients = new RecipientsRepository();
    private final OfficerTrail trail;
    private final ModuleContext context;

    private record NewEvent(String kind, String recipient, boolean bound, Instant effectiveAt) {}

    private record Wanted(String id) {}

    private record MemberId(String memberId) {}

    public CorporateEvents(ModuleContext context) {
        this.trail = new OfficerTrail(context);
        this.context = context;
    }

    /** The first members are told with it, the others by the job. */
    public Answer declare(Call call, Tx tx) {
        var request = call.body(NewEvent.class);
        if (request.effectiveAt().isBefore(context.clock().instant())) {
            throw Problem.invalid("/effectiveAt", "past", "Members are told before their data changes hands.");
        }
        var recipient = recipients
                .find(tx, request.recipient())
                .filter(one -> one.kind().equals("successor"))
                .orElseThrow(() -> Problem.invalid("/recipient", "unknown", "Declare the successor as a recipient."));
        var event = new CorporateEvent(
                Ids.make("cev"),
                request.kind(),
                recipient.id(),
                recipient.name(),
                recipient.contact(),
                request.bound(),
                request.effectiveAt());
        repository.insert(
                tx,
                event,
                recipient.noticeId(),
                call.principal().id(),
                context.clock().instant());
        trail.wrote(tx, call, "platform", Resource.of("corporate-event", event.id()));
        tell(tx, event.id());
        return Answer.created(event);
    }

    /** Who of the members may go with it, by id. */
    public Answer members(Call call) {
        var event = repository
                .find(context.database(), call.path("id"))
                .orElseThrow(() -> Problem.notFound("corporate event"));
        var paging = Paging.of(call);
        trail.reads(call, Resource.of("corporate-event", event.id()));
        var members = repository.transferable(context.database(), event, paging).stream()
                .map(MemberId::new)
                .toList();
        return paging.answer(members, MemberId::memberId);
    }

    /** For the inbox, whose messages hold ids only. */
    public Answer describe(Call call) {
        return Answer.ok(repository
                .find(context.database(), call.body(Wanted.class).id())
                .orElseThrow(() -> Problem.notFound("corporate event")));
    }

    /** Tells members of the events that were declared, some at a time, until everybody is told. */
    public void tell() {
        for (var event : repository.untold(context.database())) {
            boolean more = true;
            while (more) {
                more = context.database().transaction(tx -> tell(tx, event));
            }
        }
    }

    private boolean tell(Tx tx, String event) {
        var now = context.clock().instant();
        var members = repository.tell(tx, event, now, BATCH);
        members.forEach(member ->
                context.outbox().append(tx, Event.of("consent.data-changes-hands", member, Map.of("noticeId", event))));
        if (members.isEmpty()) {
            repository.told(tx, event, now);
        }
        return !members.isEmpty();
    }
}
