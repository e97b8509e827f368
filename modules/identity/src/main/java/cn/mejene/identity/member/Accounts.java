package cn.mejene.identity.member;

import cn.mejene.identity.code.AddressIndex;
import cn.mejene.identity.code.PhoneNumber;
import cn.mejene.identity.guardian.Guardians;
import cn.mejene.identity.member.AccountRepository.NewAccount;
import cn.mejene.identity.member.PhoneProofs.Proved;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.data.Violations;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Place;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One account per number: made at the first login, found at later ones. A number whose account was not used for long may
 * have gone to somebody else, so it opens that account only to who knows more. Virtual threads only.
 */
public final class Accounts {
    private final ModuleContext context;
    private final Guardians guardians;
    private final Duration recycledAfter;
    private final Ages ages;
    private final AccountRepository repository = new AccountRepository();

    private record Query(@Nullable String memberId) {}

    private record View(String status, String phoneMasked) {}

    private record Wanted(String smileId) {}

    private record Found(@Nullable String memberId) {}

    /** @param recycledAfter how long without a login a number may be taken for its owner's */
    public Accounts(ModuleContext context, Guardians guardians, Duration recycledAfter) {
        this.context = context;
        this.guardians = guardians;
        this.recycledAfter = recycledAfter;
        this.ages = new Ages(context.clock());
    }

    Database database() {
        return context.database();
    }

    Instant now() {
        return context.clock().instant();
    }

    /** What she has shown beside her number, made sure of before the transaction. */
    KnownBy knownBy(Call call, Stated stated, AddressIndex phone) {
        var brought = stated.guardian();
        var guardian = brought == null ? null : guardians.prove(call, brought, phone);
        var more = stated.reverification();
        if (more == null) {
            return new KnownBy(null, false, guardian);
        }
        var smileId = more.smileId();
        var member = smileId == null
                ? null
                : context.bus()
                        .call(call.to("members.find-by-smile-id", new Wanted(smileId)))
                        .body(Found.class)
                        .memberId();
        return new KnownBy(member, more.startAnew(), guardian);
    }

    boolean exists(Tx tx, AddressIndex index) {
        return repository.memberOf(tx, index).isPresent();
    }

    /**
     * The account of a number whose holder has proved it; registers it when it has none.
     *
     * @throws Problem 422 {@code age-band-required}, 403 {@code guardian-required} at a first login, 403 {@code
     *     reverification-required} when the number may have changed hands, 403 {@code account-inactive} when the account
     *     is frozen or cancelled
     */
    Account of(Tx tx, Proved proved, Stated stated, KnownBy known) {
        var found = repository.find(tx, proved.index());
        if (found.isEmpty() || isGone(tx, found.get(), known)) {
            return register(tx, proved, stated, known);
        }
        return signIn(tx, found.get().memberId());
    }

    /** Notes a login of a member whose identity is proved, which renews what is kept of her account. */
    Account signIn(Tx tx, String member) {
        var account = repository
                .signIn(tx, member, now())
                .orElseThrow(() -> new IllegalStateException("the account that was there is gone"));
        if (!account.mayEnter()) {
            throw Problem.of(403, "account-inactive", "The account is frozen or cancelled.");
        }
        return account;
    }

    /** Whether the number leads here no longer: it did long ago, and its holder now says that she is somebody else. */
    private boolean isGone(Tx tx, AccountRepository.Known account, KnownBy known) {
        var member = account.memberId();
        if (account.signedInAt().plus(recycledAfter).isAfter(now()) || known.is(member)) {
            return false;
        }
        if (!known.startsAnew()) {
            throw Problem.of(
                    403,
                    "reverification-required",
                    "The account of this number was not used for long; show its Smile ID, or start anew.");
        }
        repository.release(tx, member, now());
        context.outbox().append(tx, Event.of("identity.number-released", member, Map.of("memberId", member)));
        return true;
    }

    private Account register(Tx tx, Proved proved, Stated stated, KnownBy known) {
        var band = ages.band(stated);
        var guardian = known.guardian();
        if (band == AgeBand.UNDER_14 && guardian == null) {
            throw Problem.of(403, "guardian-required", "Under 14 years of age a guardian's consent comes first.");
        }
        var memberId = Ids.make("mem");
        var sealed = Buffer.buffer(keyRing().seal(place(memberId), proved.phone()));
        if (!repository.insert(
                tx, new NewAccount(memberId, proved.index(), sealed, band, ages.nextOn(stated)), now())) {
            tx.afterCommit(() -> keyRing().destroy(sealed.getBytes()));
            return signIn(tx, repository.memberOf(tx, proved.index()).orElseThrow());
        }
        if (band == AgeBand.UNDER_14 && guardian != null) {
            guardians.record(tx, memberId, guardian);
        }
        context.outbox().append(tx, Event.of("identity.member-registered", memberId, Map.of("memberId", memberId)));
        return Account.active(memberId);
    }

    /** The number's index of a member's own account, for comparing a code with it. */
    AddressIndex phoneIndex(String memberId) {
        return phoneIndex(database(), memberId);
    }

    AddressIndex phoneIndex(Sql sql, String memberId) {
        return repository.phoneIndex(sql, memberId).orElseThrow(() -> Problem.notFound("account"));
    }

    /** A member's own number, and how it is kept. */
    record OwnPhone(PhoneNumber number, Buffer sealed, String status) {}

    /** Opens the caller's own number. */
    OwnPhone phone(Call call) {
        var caller = call.principal();
        var stored = repository.sealedPhone(database(), caller.id()).orElseThrow(() -> Problem.notFound("account"));
        var access = Access.own(caller, Action.READ, Resource.of("phone"), call.traceId());
        var number = keyRing()
                .open(access, call.operation())
                .value(place(caller.id()), stored.phone().getBytes(), PhoneNumber.class);
        return new OwnPhone(number, stored.phone(), stored.status());
    }

    /**
     * Lets another number lead to the account, which its holder has proved.
     *
     * @throws Problem 409 {@code phone-taken} when it leads to another account, 403 {@code reverification-required} when
     *     that one was not used for long and the holder has not said that it is not hers
     */
    void move(Tx tx, String member, AddressIndex to, Buffer sealed, KnownBy known) {
        var other = repository.find(tx, to);
        if (other.isPresent() && !isGone(tx, other.get(), known)) {
            throw taken();
        }
        try {
            if (!repository.move(tx, member, to, sealed)) {
                throw Problem.of(403, "account-inactive", "The account is frozen or cancelled.");
            }
        } catch (PgException e) {
            throw Violations.isUnique(e, "account_phone_unique") ? taken() : e;
        }
    }

    private static Problem taken() {
        return Problem.conflict("phone-taken", "Another account has this number.");
    }

    /** Serves {@code identity.account}: the calling member's own status and masked number. */
    public Answer own(Call call) {
        var caller = call.principal();
        var asked = call.body() == null ? null : call.body(Query.class).memberId();
        if (!caller.isMember() || (asked != null && !asked.equals(caller.id()))) {
            throw Problem.forbidden("An account is shown to its own member only.");
        }
        var own = phone(call);
        return Answer.ok(new View(own.status(), own.number().masked()));
    }

    private KeyRing keyRing() {
        return context.port(KeyRing.class);
    }

    static Place place(String memberId) {
        return new Place(memberId, KeyClass.IDENTITY, "identity.account", "phone", memberId);
    }
}
