package cn.mejene.notifications.kind;

import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Policies;
import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.event.Event;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All kinds of notices and the words they are told with ({@code notices.yaml} of the policy folder). Immutable; checked
 * for completeness when it is loaded.
 *
 * @param kinds by name
 * @param records what each kind of record is called
 * @param someRecord what any record is called
 * @param someClinic what a clinic is called that is not to be named
 * @param push what a push message says
 * @param codes what an e-mail with a code says, by the name that its sender uses
 * @param endings how e-mails end: {@code notice}, and {@code unsubscribable} beside it
 */
public record Kinds(
        Map<String, Kind> kinds,
        Map<String, Map<String, String>> records,
        Map<String, String> someRecord,
        Map<String, String> someClinic,
        Map<String, Text> push,
        Map<String, Map<String, Text>> codes,
        Map<String, Map<String, String>> endings) {
    /** Of announcements that staff write. */
    public static final String ACTIVITY = "activity";

    public Kinds {
        kinds = new LinkedHashMap<>(Required.field("kinds", kinds));
        Required.field("records", records).forEach((kind, names) -> requireLanguages("records." + kind, names));
        requireLanguages("someRecord", Required.field("someRecord", someRecord));
        requireLanguages("someClinic", Required.field("someClinic", someClinic));
        requireLanguages("push", Required.field("push", push));
        Required.field("codes", codes).forEach((name, texts) -> requireLanguages("codes." + name, texts));
        Required.field("endings", endings).forEach((name, texts) -> requireLanguages("endings." + name, texts));
    }

    private static void requireLanguages(String key, Map<String, ?> texts) {
        for (var language : Language.values()) {
            Required.field(key + "." + language.tag(), texts.get(language.tag()));
        }
    }

    public static Kinds load(Policies policies) {
        var all = policies.load("notices", Kinds.class);
        all.requireGeneralMails();
        return all;
    }

    /** Nothing of the matter itself stands in an e-mail, and no place stays open in it. */
    private void requireGeneralMails() {
        for (var language : Language.values()) {
            kinds.forEach((name, kind) -> {
                var text = kind.mail().get(language.tag());
                if (text != null
                        && kind.channels().contains(Way.EMAIL)
                        && text.filledWith(generalPlaces(language)).text().contains("{")) {
                    throw new ConfigException("kinds." + name + ": an e-mail names neither clinic nor matter");
                }
            });
        }
    }

    /** Types of all events that tell something. */
    public Set<String> events() {
        return kinds.values().stream().map(Kind::event).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    /** The kinds that an event tells, by name. */
    public Map<String, Kind> toldBy(Event event) {
        var told = new LinkedHashMap<String, Kind>();
        kinds.forEach((name, kind) -> {
            if (kind.isToldBy(event)) {
                told.put(name, kind);
            }
        });
        return told;
    }

    /** @throws IllegalStateException when there is no such kind */
    public Kind kind(String name) {
        return there(kinds.get(name), name);
    }

    /** @throws IllegalStateException when the kind has no text of its own */
    public Text text(String name, Language language) {
        return in(language, kind(name).texts(), name);
    }

    /** @throws IllegalStateException when the kind has no text of its own */
    public Text mail(String name, Language language) {
        return in(language, kind(name).mail(), name);
    }

    public String record(String kind, Language language) {
        return in(language, there(records.get(kind), kind), kind);
    }

    public String someClinic(Language language) {
        return in(language, someClinic, "someClinic");
    }

    /** What fills the places of a text that others may read on its way: nothing that says whose or which. */
    public Map<String, String> generalPlaces(Language language) {
        return Map.of("clinic", someClinic(language), "record", in(language, someRecord, "someRecord"));
    }

    public Text push(Language language) {
        return in(language, push, "push");
    }

    /** @throws IllegalStateException when no e-mail of that name is written */
    public Text code(String name, Language language) {
        return in(language, there(codes.get(name), name), name);
    }

    /** @param unsubscribe the link that ends such mails; null for those that cannot be ended */
    public String ending(Language language, @Nullable String unsubscribe) {
        var notice = in(language, there(endings.get("notice"), "notice"), "notice");
        if (unsubscribe == null) {
            return notice;
        }
        var more = in(language, there(endings.get("unsubscribable"), "unsubscribable"), "unsubscribable");
        return notice + "\n" + Text.fill(more, Map.of("unsubscribe", unsubscribe));
    }

    private static <T> T in(Language language, Map<String, T> texts, String name) {
        return there(texts.get(language.tag()), name);
    }

    private static <T> T there(@Nullable T value, String name) {
        if (value == null) {
            throw new IllegalStateException("notices.yaml has no " + name);
        }
        return value;
    }
}
