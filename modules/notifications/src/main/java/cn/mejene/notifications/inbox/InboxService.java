package cn.mejene.notifications.inbox;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.notifications.campaign.Announcements;
import cn.mejene.notifications.delivery.Lane.Announced;
import cn.mejene.notifications.kind.Kinds;
import cn.mejene.notifications.kind.Text;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fills members' inboxes from events and shows them. A message keeps ids only; its text is made when it is read, in
 * the reader's language. Stateless.
 */
public final class InboxService {
    private final InboxRepository messages = new InboxRepository();
    private final Kinds kinds;
    private final Announcements announcements;
    private final ModuleContext context;

    public InboxService(Kinds kinds, Announcements announcements, ModuleContext context) {
        this.kinds = kinds;
        this.announcements = announcements;
        this.context = context;
    }

    /** One page of the calling member's messages, newest first. */
    public Answer list(Call call) {
        var paging = Paging.of(call);
        var language = Language.of(call);
        var clinics = new ClinicNames(context.bus(), call);
        var items = messages.list(context.database(), call.principal().id(), paging).stream()
                .map(message -> item(call, message, language, clinics))
                .toList();
        return paging.answer(items, InboxItem::id).header("Content-Language", language.tag());
    }

    private InboxItem item(Call call, InboxMessage message, Language language, ClinicNames clinics) {
        var places = places(message, language, clinics);
        if (message.noticeId() != null) {
            places.putAll(notice(call, message.noticeId(), language));
        }
        var text = text(message, language).filledWith(places);
        return new InboxItem(
                message.id(),
                message.kind(),
                text.title(),
                text.text(),
                message.at(),
                message.readAt() != null,
                data(message));
    }

    /** What is told of an incident, or of who gets her data after a merger or the like. */
    private Map<String, String> notice(Call call, String id, Language language) {
        return Ids.isId("cev", id)
                ? new SuccessorNotices(context.bus(), call).places(id)
                : new IncidentNotices(context.bus(), call).places(id, language);
    }

    private Text text(InboxMessage message, Language language) {
        return Optional.ofNullable(message.campaignId())
                .flatMap(campaign -> announcements.text(campaign, language))
                .orElseGet(() -> kinds.text(message.kind(), language));
    }

    private Map<String, String> places(InboxMessage message, Language language, ClinicNames clinics) {
        var places = new HashMap<>(kinds.generalPlaces(language));
        if (message.clinicId() != null) {
            clinics.of(message.clinicId()).ifPresent(name -> places.put("clinic", name));
        }
        if (message.recordKind() != null) {
            places.put("record", kinds.record(message.recordKind(), language));
        }
        return places;
    }

    private static Map<String, String> data(InboxMessage message) {
        var data = new LinkedHashMap<String, String>();
        put(data, "recordId", message.recordId());
        put(data, "clinicId", message.clinicId());
        put(data, "grantId", message.grantId());
        put(data, "noticeId", message.noticeId());
        return data;
    }

    private static void put(Map<String, String> data, String name, @Nullable String value) {
        if (value != null) {
            data.put(name, value);
        }
    }

    /** Puts announcements where push messages send their readers; once, however often it is done. */
    public void announce(List<Announced> announced) {
        messages.insertAnnouncements(
                context.database(), announced, context.clock().instant());
    }

    /** Forgets every message of a member who is no more. */
    public void forget(Tx tx, String member) {
        messages.deleteAll(tx, member);
    }

    /** Puts what an event tells into its member's inbox, under an id that was made for it. */
    public void add(Tx tx, Event event, String kind, String id) {
        var data = event.data();
        var message = new InboxMessage(
                id,
                kind,
                context.clock().instant(),
                null,
                data.get("recordId"),
                data.containsKey("recordId") ? data.get("kind") : null,
                data.get("clinicId"),
                data.get("grantId"),
                data.get("noticeId"),
                null);
        messages.insert(tx, event.key(), message);
    }
}
