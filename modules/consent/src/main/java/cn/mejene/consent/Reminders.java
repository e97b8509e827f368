package cn.mejene.consent;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Reminds members, once, that what was agreed to for or by them as minors stops counting soon unless they confirm it
 * (policy VI.6). Stateless.
 */
final class Reminders {
    private static final Duration BEFORE = Duration.ofDays(7);
    private static final int PAGE = 200;

    private final ConsentRepository repository = new ConsentRepository();
    private final ModuleContext context;

    Reminders(ModuleContext context) {
        this.context = context;
    }

    /** @param now of the injected clock */
    void remind(Instant now) {
        int reminded;
        do {
            reminded = context.database().transaction(tx -> remind(tx, now));
        } while (reminded == PAGE);
    }

    private int remind(Tx tx, Instant now) {
        var members = repository.remind(tx, now, now.plus(BEFORE), PAGE);
        members.forEach(member ->
                context.outbox().append(tx, Event.of("consent.confirmation-due", member, Map.of("memberId", member))));
        return members.size();
    }
}
