package cn.mejene.audit;

import cn.mejene.audit.LogRepository.OwnFilter;
import cn.mejene.audit.sequence.TransparencyLog;
import cn.mejene.audit.tree.LogProof;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.call.Paging;
import cn.mejene.vault.KeyRing;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a member sees of the log: who touched her data, when, which record, for what, on which basis. */
final class MemberView {
    private final ModuleContext context;
    private final LogRepository repository;
    private final TransparencyLog log;
    private final AccessWords words;

    /**
     * @param by whether she did it herself, or a role and, for clinic staff, the clinic
     * @param proof C2SP tlog-proof, null until the entry is part of the signed tree
     */
    record Entry(
            String id,
            Instant at,
            By by,
            String action,
            String operation,
            Resource resource,
            String purpose,
            String purposeText,
            String basis,
            String basisText,
            String outcome,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String proof) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record By(String role, @Nullable String clinicId, boolean self) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Resource(String type, @Nullable String id) {}

    MemberView(ModuleContext context, LogRepository repository, TransparencyLog log) {
        this.context = context;
        this.repository = repository;
        this.log = log;
        this.words = context.policies().load("access-words", AccessWords.class);
    }

    Answer list(Call call) {
        var paging = Paging.of(call);
        var pseudonym = context.port(KeyRing.class).pseudonym(call.principal().id());
        var bodies = repository.list(context.database(), pseudonym, filter(call), paging.after(), paging.limit() + 1);
        var proofs = log.proofs(bodies.stream().map(LogBody::id).toList());
        var language = Language.of(call);
        var entries = bodies.stream()
                .map(body -> entry(body, language, proofs.get(body.id())))
                .toList();
        return paging.answer(entries, Entry::id).header("Content-Language", language.tag());
    }

    private static OwnFilter filter(Call call) {
        return new OwnFilter(
                EventView.moment(call, "from"),
                EventView.moment(call, "to"),
                call.query("clinic").orElse(null),
                call.query("record").orElse(null),
                call.query("outcome").orElse(null));
    }

    private Entry entry(LogBody body, Language language, @Nullable LogProof proof) {
        return new Entry(
                body.id(),
                body.at(),
                new By(body.role(), body.clinic(), body.actor().equals(body.subject())),
                body.action(),
                body.operation(),
                new Resource(body.resourceType(), body.resource()),
                body.purpose(),
                words.purpose(body.purpose(), language),
                body.basis(),
                words.basis(body.basis(), language),
                body.outcome(),
                proof == null ? null : proof.toString());
    }
}
