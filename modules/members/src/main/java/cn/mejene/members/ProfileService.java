package cn.mejene.members;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.vault.KeyRing;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows a member her profile and changes it (policy I(A)1.c–d, V(A)1–2). Keeps nothing of the account. Stateless. */
final class ProfileService {
    private static final int ATTEMPTS = 5;

    private final ProfileRepository profiles = new ProfileRepository();
    private final ProfileHistoryRepository history = new ProfileHistoryRepository();
    private final SmileIdRepository smileIds = new SmileIdRepository();
    private final Accounts accounts;
    private final MailProofs proofs;
    private final ModuleContext context;

    /** Who touches whose profile, as door and log hear it. */
    private record Hand(
            Principal actor, String member, String purpose, LegalBasis basis, String trace, String operation) {
        static Hand own(Call call) {
            var member = call.principal();
            return new Hand(member, member.id(), "self", LegalBasis.OWN_REQUEST, call.traceId(), call.operation());
        }

        /** The platform's, when others tell something about a member. */
        static Hand platform(String member, Call call) {
            return new Hand(
                    Principal.system("members"),
                    member,
                    "service",
                    LegalBasis.CONTRACT,
                    call.traceId(),
                    call.operation());
        }

        Access access(Action action) {
            return new Access(actor, member, action, Resource.of("profile"), purpose, basis, trace);
        }
    }

    private record Told(String memberId, JsonNode fields) {
        /** Shows nothing of the person. */
        @Override
        public String toString() {
            return "Told[***]";
        }
    }

    /** What a request has read: the opened profile, how it is stored, the Smile ID. */
    private record Known(
            Profile profile,
            @Nullable StoredProfile stored,
            @Nullable String smileId) {}

    private record View(
            String id,
            String phone,
            @Nullable String name,
            @Nullable String gender,
            @Nullable String birthMonth,
            @Nullable String email,
            boolean emailVerified,
            String status,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String smileId) {}

    ProfileService(Accounts accounts, MailProofs proofs, ModuleContext context) {
        this.accounts = accounts;
        this.proofs = proofs;
        this.context = context;
    }

    Answer get(Call call) {
        var account = accounts.ofCaller(call);
        var known = read(Hand.own(call));
        return Answer.ok(view(call, account, known, known.profile()));
    }

    /** What the calling member has told about herself. */
    Profile ofCaller(Call call) {
        return read(Hand.own(call)).profile();
    }

    /** Merges the body into the profile; two changes at once both take effect, one after the other. */
    Answer update(Call call) {
        var change = ProfileChange.of(call.body(JsonNode.class), context.clock().instant());
        // Nothing of a child is kept before a guardian has consented (policy VI).
        change.birthMonth().ifPresent(month -> accounts.born(call, month));
        var account = accounts.ofCaller(call);
        var hand = Hand.own(call);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            var known = read(hand);
            var profile = change.applyTo(known.profile());
            if (change.isEmpty() || write(hand, known, profile, change.erases())) {
                return Answer.ok(view(call, account, known, profile));
            }
        }
        throw changedElsewhere();
    }

    /** Takes what a source of {@code consent} tells, where she told nothing herself. */
    Answer takeIn(Call call) {
        var told = call.body(Told.class);
        var change = ProfileChange.of(told.fields(), context.clock().instant());
        var hand = Hand.platform(told.memberId(), call);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            var known = read(hand);
            var profile = change.fillIn(known.profile());
            if (profile.equals(known.profile()) || write(hand, known, profile, false)) {
                return Answer.noContent();
            }
        }
        throw changedElsewhere();
    }

    private static Problem changedElsewhere() {
        return Problem.conflict("profile-changed", "The profile is being changed elsewhere; try again.");
    }

    /** Opens what there is, once; a value that was replaced and destroyed meanwhile is read anew. */
    private Known read(Hand hand) {
        for (int attempt = 1; ; attempt++) {
            try {
                return readOnce(hand);
            } catch (Problem problem) {
                if (attempt == ATTEMPTS || !problem.code().equals("erased")) {
                    throw problem;
                }
            }
        }
    }

    private Known readOnce(Hand hand) {
        var member = hand.member();
        var stored = profiles.find(context.database(), member);
        var smileId = smileIds.find(context.database(), member);
        if (stored.isEmpty() && smileId.isEmpty()) {
            return new Known(Profile.EMPTY, null, null);
        }
        var opened = keys().open(hand.access(Action.READ), hand.operation());
        return new Known(
                stored.map(s -> opened.value(Profile.place(member), s.sealed(), Profile.class))
                        .orElse(Profile.EMPTY),
                stored.orElse(null),
                smileId.map(s -> opened.value(SealedSmileId.place(member), s, SealedSmileId.class))
                        .map(s -> new SmileId(s.symbols()).display())
                        .orElse(null));
    }

    /** What is about to be written. */
    private record Change(@Nullable StoredProfile before, byte[] sealed, String historyId, byte @Nullable [] past) {}

    /** Answers false when the profile changed since it was read. */
    private boolean write(Hand hand, Known known, Profile after, boolean erases) {
        var member = hand.member();
        var place = Profile.place(member);
        var before = known.stored();
        // What is erased must not stay readable in old copies: a new data key, and the old one destroyed.
        var sealed =
                before == null || erases ? keys().seal(place, after) : keys().reseal(place, before.sealed(), after);
        var id = Ids.make("pfb");
        var past = before == null || erases ? null : keys().seal(Profile.pastPlace(member, id), known.profile());
        boolean written = context.database().transaction(tx -> {
            boolean stored = store(hand, tx, new Change(before, sealed, id, past), erases);
            if (stored) {
                proofs.keepFor(tx, member, after.email());
            }
            return stored;
        });
        if (!written && (before == null || erases)) {
            keys().destroy(sealed);
        }
        if (!written && past != null) {
            keys().destroy(past);
        }
        return written;
    }

    private boolean store(Hand hand, Tx tx, Change change, boolean erases) {
        var member = hand.member();
        var now = context.clock().instant();
        var before = change.before();
        boolean stored = before == null
                ? profiles.insert(tx, member, change.sealed(), now)
                : profiles.update(tx, member, change.sealed(), before.version(), now);
        if (!stored) {
            return false;
        }
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(hand.access(Action.WRITE), hand.operation()));
        keepOrForget(tx, member, change, erases);
        return true;
    }

    /** What the profile said before stays beside what it says, unless something was erased: then nothing stays. */
    private void keepOrForget(Tx tx, String member, Change change, boolean erases) {
        var past = change.past();
        if (past != null) {
            history.insert(tx, change.historyId(), member, past, context.clock().instant());
        }
        if (erases) {
            var gone = history.deleteAll(tx, member);
            tx.afterCommit(() -> gone.forEach(keys()::destroy));
            Optional.ofNullable(change.before()).ifPresent(old -> tx.afterCommit(() -> keys().destroy(old.sealed())));
        }
    }

    private View view(Call call, Accounts.Account account, Known known, Profile profile) {
        return new View(
                call.principal().id(),
                account.phoneMasked(),
                profile.name(),
                profile.gender(),
                profile.birthMonth(),
                profile.email(),
                proofs.isProved(call.principal().id(), profile.email()),
                account.status(),
                known.smileId());
    }

    private KeyRing keys() {
        return context.port(KeyRing.class);
    }
}
