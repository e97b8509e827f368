package cn.mejene.identity.session;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.vault.KeyRing;
import java.time.Duration;
import java.time.InstantSource;

/** Ends sessions: here, on one device, everywhere; and forgets ended ones. Virtual threads only. */
public final class SessionEnding {
    private final KeyRing keyRing;
    private final AuditAppender audit;
    private final InstantSource clock;
    private final SessionRepository repository = new SessionRepository();

    public SessionEnding(KeyRing keyRing, AuditAppender audit, InstantSource clock) {
        this.keyRing = keyRing;
        this.audit = audit;
        this.clock = clock;
    }

    /** Ends the session that calls. */
    public void here(Call call, Tx tx) {
        var session = call.principal().sessionId();
        if (session == null) {
            throw Problem.unauthorized("session-ended", "The session has ended.");
        }
        if (repository.revoke(tx, session, call.principal().id(), clock.instant())) {
            append(tx, call, Resource.of("session", session));
        }
    }

    /**
     * Ends one of the caller's own sessions.
     *
     * @throws Problem 404 when there is no such live session of the caller's
     */
    public void there(Call call, Tx tx, String session) {
        if (!repository.revoke(tx, session, call.principal().id(), clock.instant())) {
            throw Problem.notFound("device");
        }
        append(tx, call, Resource.of("session", session));
    }

    /** Ends all of the caller's sessions but the one that calls. */
    public void elsewhere(Call call, Tx tx) {
        repository.revokeOthers(tx, call.principal().id(), call.principal().sessionId(), clock.instant());
        append(tx, call, Resource.of("session"));
    }

    public void everywhere(Call call, Tx tx) {
        repository.revokeAll(tx, call.principal().id(), clock.instant());
        append(tx, call, Resource.of("session"));
    }

    /** Forgets sessions and spent step-up tokens a day after their end. */
    public void sweep(Database database) {
        var before = clock.instant().minus(Duration.ofDays(1));
        database.run(tx -> {
            var devices = repository.deleteEndedBefore(tx, before);
            tx.afterCommit(() -> devices.forEach(device -> keyRing.destroy(device.getBytes())));
        });
        repository.deleteSpentBefore(database, before);
    }

    private void append(Tx tx, Call call, Resource resource) {
        var access = Access.own(call.principal(), Action.ERASE, resource, call.traceId());
        audit.append(tx, AuditEntry.allowed(access, call.operation()));
    }
}
