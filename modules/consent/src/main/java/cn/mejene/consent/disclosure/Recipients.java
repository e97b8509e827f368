package cn.mejene.consent.disclosure;

import cn.mejene.consent.call.GuardianCheck;
import cn.mejene.consent.call.OfficerTrail;
import cn.mejene.consent.call.Trail;
import cn.mejene.consent.inventory.HeldFields;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.outbound.ThirdParties;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Resource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Declares who may be given data, with the five things that people must be told (policy III(A)1; PIPL 23), and keeps
 * members' separate consents to them. What is told anew, a changed purpose say, ends every consent to what was told before
 * (policy III(A)2). Stateless.
 */
public final class Recipients {
    private final RecipientsRepository repository = new RecipientsRepository();
    private final HeldFields inventory;
    private final ThirdParties thirdParties;
    private final OfficerTrail officers;
    private final Trail trail;
    private final GuardianCheck guardians;
    private final ModuleContext context;

    private record Declared(
            String kind,
            String name,
            String contact,
            String region,
            boolean necessary,
            String purpose,
            String method,
            List<String> categories,
            List<String> fields) {}

    private record NewConsent(DisclosureKind kind, String noticeId, GuardianCheck.@Nullable GuardianCode guardian) {}

    public Recipients(Trail trail, ModuleContext context) {
        this.inventory = new HeldFields(context);
        this.thirdParties = ThirdParties.load(context.policies());
        this.officers = new OfficerTrail(context);
        this.trail = trail;
        this.guardians = new GuardianCheck(context.bus());
        this.context = context;
    }

    /** Declaring the same again changes nothing. */
    public Answer declare(Call call, Tx tx) {
        var id = call.path("id");
        if (thirdParties.find(id).isPresent()) {
            throw Problem.conflict("recipient-configured", "This third party stands in the policy data.");
        }
        var body = call.body(Declared.class);
        body.fields().forEach(inventory::require);
        var recipient = new Recipient(
                id,
                Ids.make("rcn"),
                body.kind(),
                body.name(),
                body.contact(),
                body.region(),
                body.necessary(),
                body.purpose(),
                body.method(),
                body.categories(),
                body.fields());
        repository.lock(tx, id);
        var before = repository.find(tx, id);
        if (before.filter(recipient::tellsTheSame).isPresent()) {
            return Answer.ok(before.get());
        }
        repository.insert(tx, recipient, call.principal().id(), context.clock().instant());
        officers.wrote(tx, call, "platform", Resource.of("recipient", recipient.noticeId()));
        return Answer.ok(recipient);
    }

    /** Everybody as people are told now, for the published list. */
    public List<Recipient> all() {
        return repository.all(context.database());
    }

    /** What people are told about each now, by id: whoever publishes the policy compares it with what they were told then. */
    public Map<String, List<Object>> told() {
        return all().stream().collect(Collectors.toMap(Recipient::id, Recipient::told));
    }

    /** The separate consent to one recipient and one kind of disclosure. */
    public Answer consent(Call call, Tx tx) {
        var request = call.body(NewConsent.class);
        // Before the transaction takes its connection: accounts are another module's affair.
        guardians.require(call, request.guardian());
        var recipient = require(tx, call.path("id"));
        if (!recipient.noticeId().equals(request.noticeId())) {
            throw Problem.conflict("notice-outdated", "People are told something else about this recipient now.");
        }
        var member = call.principal().id();
        var given = new RecipientConsent(
                recipient.id(),
                request.kind(),
                recipient.noticeId(),
                context.clock().instant());
        repository.consent(tx, member, given);
        trail.changed(
                tx,
                call,
                Resource.of("recipient", recipient.noticeId()),
                "consent.recipient-consented",
                Map.of("noticeId", recipient.noticeId(), "kind", given.kind().word()));
        return Answer.ok(given);
    }

    private Recipient require(Tx tx, String id) {
        return repository.find(tx, id).orElseThrow(() -> Problem.notFound("recipient"));
    }

    /**
     * Ends the member's consents to a declared recipient; false for anybody else.
     *
     * @param access how the log names who ends what of whose
     */
    public boolean withdraw(Function<Resource, Access> access, String operation, Tx tx, String id) {
        var recipient = repository.find(tx, id);
        if (recipient.isEmpty()) {
            return false;
        }
        var notice = recipient.get().noticeId();
        var ended = access.apply(Resource.of("recipient", notice));
        if (repository.withdrawAll(tx, ended.subject(), id, context.clock().instant())) {
            trail.changed(tx, ended, operation, "consent.recipient-withdrawn", Map.of("noticeId", notice));
        } else if (!ended.actor().isMember()) {
            trail.noted(tx, ended, operation);
        }
        return true;
    }

    /** Who has to do with a member. */
    public List<Concerned> ofMember(String member) {
        var told = all().stream().collect(Collectors.toMap(Recipient::id, one -> one));
        return repository.ofMember(context.database(), member, told);
    }
}
