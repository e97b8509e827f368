package cn.mejene.identity.member;

import cn.mejene.identity.guardian.GuardianCode;
import cn.mejene.identity.guardian.GuardianGrant;
import cn.mejene.identity.guardian.Guardians;
import cn.mejene.identity.member.WardRepository.Aged;
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
import cn.mejene.vault.KeyRing;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Map;
import java.util.Optional;

/**
 * Children among the members (policy VI). An age that is lowered stays lowered; a child without a guardian's consent can
 * do nothing but bring one, and is erased when none comes in time; who comes of age states the policy anew. Virtual
 * threads only.
 */
public final class Wards {
    private static final int AT_ONCE = 100;

    private final ModuleContext context;
    private final Guardians guardians;
    private final Erasure erasure;
    private final Duration deadline;
    private final WardRepository wards = new WardRepository();
    private final AccountRepository accounts = new AccountRepository();
    private final Ages ages;

    private record Reported(String birthMonth) {}

    private record Done(String status) {}

    /** What makes a member's sealed data unreadable, everywhere and for good. */
    @FunctionalInterface
    public interface Erasure {
        void erase(String member);
    }

    /** @param deadline how long a child without consent may wait for it */
    public Wards(ModuleContext context, Guardians guardians, Erasure erasure, Duration deadline) {
        this.context = context;
        this.guardians = guardians;
        this.erasure = erasure;
        this.deadline = deadline;
        this.ages = new Ages(context.clock());
    }

    /**
     * Serves {@code identity.report-birth-month}: the calling member tells when she was born.
     *
     * @throws Problem 403 {@code guardian-required} when that makes her a child without consent, which closes the
     *     account; 403 {@code age-proof-required} when it makes her older than she said
     */
    public Answer report(Call call) {
        var member = call.principal().id();
        var month = ages.month(call.body(Reported.class).birthMonth());
        if (!call.principal().isMember()) {
            throw Problem.forbidden("A month of birth is told by its own member.");
        }
        if (context.database().transaction(tx -> judge(tx, call, member, month))) {
            return Answer.noContent();
        }
        throw Problem.of(403, "guardian-required", "A child's account needs the consent of a guardian first.");
    }

    /** Answers false when the account is closed until a guardian consents. */
    private boolean judge(Tx tx, Call call, String member, YearMonth month) {
        var known = wards.lock(tx, member).orElseThrow(() -> Problem.notFound("account"));
        var stated = AgeBand.named(known.band());
        var band = AgeBand.of(month, ages.thisMonth());
        if (stated.compareTo(band) < 0 && !isConsistent(known, stated, month)) {
            throw Problem.of(403, "age-proof-required", "An age that was stated can be raised with a proof only.");
        }
        wards.setBand(tx, member, band, AgeBand.nextOn(month, ages.thisMonth()).orElse(null));
        if (band != AgeBand.UNDER_14 || guardians.has(tx, member)) {
            return true;
        }
        wards.await(tx, member, now());
        log(tx, call, Resource.of("age"), Action.WRITE);
        context.outbox().append(tx, event("identity.child-discovered", member));
        return false;
    }

    /** Whether time alone has made her older than what she stated. */
    private static boolean isConsistent(Aged known, AgeBand stated, YearMonth month) {
        var then = YearMonth.from(known.registeredAt().atZone(Schedule.ZONE));
        return AgeBand.of(month, then) == stated;
    }

    /** Serves {@code identity.give-guardian}: a child brings a guardian's consent. */
    public Answer give(Call call) {
        var member = call.principal().id();
        var child = accounts.phoneIndex(context.database(), member).orElseThrow(() -> Problem.notFound("account"));
        var proof = guardians.prove(call, call.body(GuardianGrant.class), child);
        return context.database().transaction(tx -> {
            var known = wards.lock(tx, member).orElseThrow(() -> Problem.notFound("account"));
            if (AgeBand.named(known.band()) != AgeBand.UNDER_14) {
                throw Problem.conflict("guardian-not-needed", "No guardian is needed from 14 years of age.");
            }
            guardians.record(tx, member, proof);
            wards.activate(tx, member);
            log(tx, call, Resource.of("guardian"), Action.WRITE);
            context.outbox().append(tx, event("identity.guardian-consented", member));
            return Answer.created(new Done("active"));
        });
    }

    /**
     * Serves {@code identity.require-guardian}: returns when the calling member may decide about her data by herself, or
     * her guardian has said yes to it by a code (policy VI.2).
     *
     * @throws Problem 403 {@code guardian-code-required} for a child without one, 401 {@code code-invalid}
     */
    public Answer requireGuardian(Call call) {
        var member = call.principal().id();
        var band = wards.band(context.database(), member).orElseThrow(() -> Problem.notFound("account"));
        if (AgeBand.named(band) == AgeBand.UNDER_14) {
            guardians.requireCode(call, member, call.body(GuardianCode.class));
            context.database().run(tx -> log(tx, call, Resource.of("guardian"), Action.WRITE));
        }
        return Answer.noContent();
    }

    /**
     * Erases children who have waited too long: first what leads to them, for good, then what opens their data. A purge
     * that was cut off goes on at the next one.
     */
    public void purge(Instant at) {
        for (var member : wards.awaitingSince(context.database(), at.minus(deadline), AT_ONCE)) {
            context.database().run(tx -> {
                var stillWaits =
                        wards.lock(tx, member).filter(known -> known.status().equals("awaiting-guardian"));
                if (stillWaits.isPresent()) {
                    guardians.forget(tx, member);
                    wards.erase(tx, member, nobodysIndex(member), at);
                    context.outbox().append(tx, event("identity.child-erased", member));
                }
            });
        }
        for (var member : wards.halfErased(context.database(), AT_ONCE)) {
            erasure.erase(member);
            context.database().run(tx -> wards.finishErasure(tx, member));
        }
    }

    /** Members whose next age band has begun; who is of age now signs in anew, and states the policy anew. */
    public void celebrate(Instant at) {
        var today = at.atZone(Schedule.ZONE).toLocalDate();
        context.database().run(tx -> {
            for (var known : wards.birthdays(tx, today, AT_ONCE)) {
                var minor = AgeBand.named(known.band()) == AgeBand.UNDER_14;
                var band = minor ? AgeBand.FROM_14_TO_17 : AgeBand.ADULT;
                var next = minor ? Optional.of(AgeBand.fourYearsAfter(today)) : Optional.<java.time.LocalDate>empty();
                wards.setBand(tx, known.memberId(), band, next.orElse(null));
                wards.activate(tx, known.memberId());
                if (band == AgeBand.ADULT) {
                    wards.endSessions(tx, known.memberId(), now());
                    context.outbox().append(tx, event("identity.came-of-age", known.memberId()));
                }
            }
        });
    }

    private Buffer nobodysIndex(String member) {
        return Buffer.buffer(context.port(KeyRing.class).blindIndex("erased-account", member));
    }

    private void log(Tx tx, Call call, Resource resource, Action action) {
        var access = Access.own(call.principal(), action, resource, call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
    }

    private static Event event(String type, String member) {
        return Event.of(type, member, Map.of("memberId", member));
    }

    private Instant now() {
        return context.clock().instant();
    }
}
