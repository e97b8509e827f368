package cn.mejene.notifications.inbox;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills members' inboxes from events and shows them. A message keeps ids only; its text is made when it is read, in
 * the reader's language. Stateless.
 */
public final class InboxService {
    private final InboxRepository messages = new InboxRepository();
    private final InboxTemplates templates = InboxTemplates.load();
    private final ModuleContext context;

    public InboxService(ModuleContext context) {
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
            places.putAll(new IncidentNotices(context.bus(), call).places(message.noticeId(), language));
        }
        var template = templates.message(message.kind(), language).filledWith(places);
        return new InboxItem(
                message.id(),
                message.kind(),
                template.title(),
                template.text(),
                message.at(),
                message.readAt() != null,
                data(message));
    }

    private Map<String, String> places(InboxMessage message, Language language, ClinicNames clinics) {
        var places = new HashMap<String, String>();
        if (message.clinicId() != null) {
            places.put("clinic", clinics.of(message.clinicId()).orElse(templates.someClinic(language)));
        }
        if (message.recordKind() != null) {
            places.put("record", templates.record(message.recordKind(), language));
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

    public void registered(Event event, Tx tx) {
        add(event, tx, "welcome");
    }

    public void unusualSignIn(Event event, Tx tx) {
        add(event, tx, "unusual-sign-in");
    }

    public void cameOfAge(Event event, Tx tx) {
        add(event, tx, "came-of-age");
    }

    public void dataQuarantined(Event event, Tx tx) {
        add(event, tx, "data-quarantined");
    }

    /** Forgets every message of a member who is no more. */
    public void erased(Event event, Tx tx) {
        messages.deleteAll(tx, event.key());
    }

    /** Tells of what a clinic uploaded; members need no message about their own uploads. */
    public void recordStored(Event event, Tx tx) {
        if (event.data().containsKey("clinicId")) {
            add(event, tx, "record-stored");
        }
    }

    /** Tells of malware in what was uploaded, whoever uploaded it. */
    public void recordQuarantined(Event event, Tx tx) {
        add(event, tx, "record-quarantined");
    }

    public void confirmationRequested(Event event, Tx tx) {
        add(event, tx, "confirmation-requested");
    }

    public void grantGiven(Event event, Tx tx) {
        add(event, tx, "grant-given");
    }

    /** What the law wants people told after an incident (policy IV(B)); no preference stops it. */
    public void incidentNotice(Event event, Tx tx) {
        add(event, tx, "incident-notice");
    }

    public void grantRevoked(Event event, Tx tx) {
        add(event, tx, "grant-revoked");
    }

    /** Tells of a version of the privacy policy, more plainly when it changes something that matters (policy VIII). */
    public void policyChanged(Event event, Tx tx) {
        add(event, tx, event.get("change").equals("material") ? "policy-changed-materially" : "policy-changed");
    }

    private void add(Event event, Tx tx, String kind) {
        var data = event.data();
        var message = new InboxMessage(
                Ids.make("msg"),
                kind,
                context.clock().instant(),
                null,
                data.get("recordId"),
                data.get("kind"),
                data.get("clinicId"),
                data.get("grantId"),
                data.get("noticeId"));
        messages.insert(tx, event.key(), message);
    }
}
