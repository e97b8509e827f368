package cn.mejene.identity.member;

import cn.mejene.identity.code.PhoneIndex;
import cn.mejene.identity.code.PhoneNumber;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.event.Outbox;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Place;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One account per number: made at the first login, found at later ones. Virtual threads only. */
public final class Accounts {
    private final Database database;
    private final KeyRing keyRing;
    private final Outbox outbox;
    private final InstantSource clock;
    private final AccountRepository repository = new AccountRepository();

    private record Query(@Nullable String memberId) {}

    private record View(String status, String phoneMasked) {}

    public Accounts(Database database, KeyRing keyRing, Outbox outbox, InstantSource clock) {
        this.database = database;
        this.keyRing = keyRing;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * The account of a number whose owner has proved it; registers it when it has none.
     *
     * @throws Problem 422 {@code age-band-required}, 403 {@code guardian-required} at a first login, 403 {@code
     *     account-inactive} when the account is frozen or cancelled
     */
    Account of(Tx tx, PhoneNumber phone, PhoneIndex index, SmsGrant grant) {
        var known = repository.signIn(tx, index, clock.instant());
        var account = known.isPresent() ? known.get() : register(tx, phone, index, ageBand(grant));
        if (!account.isActive()) {
            throw Problem.of(403, "account-inactive", "The account is frozen or cancelled.");
        }
        return account;
    }

    private Account register(Tx tx, PhoneNumber phone, PhoneIndex index, AgeBand ageBand) {
        var memberId = Ids.make("mem");
        var sealed = Buffer.buffer(keyRing.seal(place(memberId), phone));
        if (!repository.insert(tx, memberId, index, sealed, ageBand, clock.instant())) {
            return repository
                    .signIn(tx, index, clock.instant())
                    .orElseThrow(() -> new IllegalStateException("the account that was there is gone"));
        }
        outbox.append(tx, Event.of("identity.member-registered", memberId, Map.of("memberId", memberId)));
        return Account.active(memberId);
    }

    private AgeBand ageBand(SmsGrant grant) {
        var stated = grant.ageBand();
        if (stated == null) {
            throw Problem.of(422, "age-band-required", "The first login states an age band.");
        }
        var birth = grant.birthMonth();
        var band = birth == null ? stated : stated.younger(AgeBand.of(month(birth), thisMonth()));
        if (band == AgeBand.UNDER_14) {
            throw Problem.of(403, "guardian-required", "Under 14 years of age a guardian's consent comes first.");
        }
        return band;
    }

    private YearMonth thisMonth() {
        return YearMonth.from(clock.instant().atZone(Schedule.ZONE));
    }

    private YearMonth month(String text) {
        try {
            var month = YearMonth.parse(text);
            if (!month.isAfter(thisMonth())) {
                return month;
            }
        } catch (DateTimeParseException e) {
            // Refused below, without the text.
        }
        throw Problem.invalid("/birthMonth", "format", "A birth month is a past year and month.");
    }

    /** The number's index of a member's own account, for comparing a code with it. */
    PhoneIndex phoneIndex(String memberId) {
        return repository.phoneIndex(database, memberId).orElseThrow(() -> Problem.notFound("account"));
    }

    /** Serves {@code identity.account}: the calling member's own status and masked number. */
    public Answer own(Call call) {
        var caller = call.principal();
        var asked = call.body() == null ? null : call.body(Query.class).memberId();
        if (!caller.isMember() || (asked != null && !asked.equals(caller.id()))) {
            throw Problem.forbidden("An account is shown to its own member only.");
        }
        var stored = repository.sealedPhone(database, caller.id()).orElseThrow(() -> Problem.notFound("account"));
        var access = Access.own(caller, Action.READ, Resource.of("phone"), call.traceId());
        var phone = keyRing.open(access, call.operation())
                .value(place(caller.id()), stored.phone().getBytes(), PhoneNumber.class);
        return Answer.ok(new View(stored.status(), phone.masked()));
    }

    private static Place place(String memberId) {
        return new Place(memberId, KeyClass.IDENTITY, "identity.account", "phone", memberId);
    }
}
