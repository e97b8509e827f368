package cn.mejene.notifications;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.notifications.delivery.Deliveries;
import cn.mejene.notifications.inbox.InboxService;
import cn.mejene.notifications.kind.Kinds;
import cn.mejene.notifications.kind.Way;
import cn.mejene.notifications.push.PushTokens;

/** Turns an event into notices: into the inbox at once, queued for the other ways of its kinds. Stateless. */
final class NoticeIntake {
    private final Kinds kinds;
    private final InboxService inbox;
    private final Deliveries deliveries;
    private final PushTokens tokens;

    NoticeIntake(Kinds kinds, InboxService inbox, Deliveries deliveries, PushTokens tokens) {
        this.kinds = kinds;
        this.inbox = inbox;
        this.deliveries = deliveries;
        this.tokens = tokens;
    }

    void tell(Event event, Tx tx) {
        kinds.toldBy(event).forEach((name, kind) -> {
            var id = Ids.make("msg");
            if (kind.channels().contains(Way.INBOX)) {
                inbox.add(tx, event, name, id);
            }
            deliveries.queue(tx, event.key(), name, kind, id);
        });
    }

    /** Forgets all that was ever told to a member who is no more. */
    void forget(Event event, Tx tx) {
        inbox.forget(tx, event.key());
        deliveries.forget(tx, event.key());
        tokens.forget(tx, event.key());
    }
}
