package cn.mejene.audit;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.vault.KeyRing;
import java.util.List;

/** Tells a member's own calls which clinics have read a thing of hers, so that they can be told of its end. */
final class Readers {
    private final ModuleContext context;
    private final LogRepository repository;

    private record Asked(String memberId, String recordId) {}

    private record Clinics(List<String> clinicIds) {}

    Readers(ModuleContext context, LogRepository repository) {
        this.context = context;
        this.repository = repository;
    }

    /** Serves {@code audit.clinics-that-read}. */
    Answer of(Call call) {
        var asked = call.body(Asked.class);
        var caller = call.principal();
        if (!caller.isSystem() && !caller.id().equals(asked.memberId())) {
            throw Problem.forbidden("Who has read what is told to its own member only.");
        }
        var pseudonym = context.port(KeyRing.class).pseudonym(asked.memberId());
        return Answer.ok(new Clinics(repository.clinicsThatRead(context.database(), pseudonym, asked.recordId())));
    }
}
