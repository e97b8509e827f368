package cn.mejene.audit;

import cn.mejene.audit.LogRepository.Filter;
import cn.mejene.audit.LogRepository.Kept;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.vault.KeyRing;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The log as officers and auditors read it, under pseudonyms; reading it is an entry like any other. */
final class EventView {
    private static final String EVERYBODY = "platform";

    private final ModuleContext context;
    private final LogRepository repository;

    /**
     * @param text the body exactly as it is committed to
     * @param salt base 64
     */
    record Event(LogBody event, String text, String salt) {
        static Event of(Kept kept) {
            return new Event(kept.body(), kept.text(), Base64.getEncoder().encodeToString(kept.salt()));
        }
    }

    EventView(ModuleContext context, LogRepository repository) {
        this.context = context;
        this.repository = repository;
    }

    Answer list(Call call) {
        var paging = Paging.of(call);
        var filter = filter(call);
        var access = new Access(
                call.principal(),
                call.query("member").orElse(EVERYBODY),
                Action.READ,
                Resource.of("access-log"),
                "audit",
                LegalBasis.STATUTORY,
                call.traceId());
        context.port(AuditAppender.class).record(AuditEntry.allowed(access, call.operation()));
        var page = repository.find(context.database(), filter, paging.after(), paging.limit() + 1);
        return paging.answer(
                page.stream().map(Event::of).toList(), event -> event.event().id());
    }

    private Filter filter(Call call) {
        var names = context.port(KeyRing.class);
        return new Filter(
                moment(call, "from"),
                moment(call, "to"),
                call.query("member").map(names::pseudonym).orElse(null),
                call.query("actor")
                        .map(id -> id.startsWith("mem_") ? names.pseudonym(id) : id)
                        .orElse(null),
                call.query("record").orElse(null));
    }

    static @Nullable Instant moment(Call call, String name) {
        try {
            return call.query(name).map(Instant::parse).orElse(null);
        } catch (DateTimeException e) {
            throw Problem.invalid("#" + name, "format", "A moment in UTC, e.g. 2026-11-22T09:30:00Z.");
        }
    }
}
