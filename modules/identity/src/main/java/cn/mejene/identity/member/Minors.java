package cn.mejene.identity.member;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the platform who is not of age, for the yearly audit of how their data are handled. Stateless. */
public final class Minors {
    private final ModuleContext context;
    private final Duration deadline;
    private final MinorRepository repository = new MinorRepository();

    private record Wanted(String after, int limit, Instant from, Instant to) {}

    private record Minor(
            String memberId,
            String ageBand,
            @Nullable String guardian,
            @Nullable Instant awaitingSince,
            boolean overdue) {}

    private record Page(List<Minor> minors, long erased) {}

    /** @param deadline how long a child may wait for a guardian */
    public Minors(ModuleContext context, Duration deadline) {
        this.context = context;
        this.deadline = deadline;
    }

    /** Serves {@code identity.list-minors}: those after a member's id, and how many children were erased in a time. */
    public Answer list(Call call) {
        if (!call.principal().isSystem()) {
            throw Problem.forbidden("Who is a minor is told to the platform only.");
        }
        var wanted = call.body(Wanted.class);
        var late = context.clock().instant().minus(deadline);
        var page = repository.after(context.database(), wanted.after(), wanted.limit()).stream()
                .map(minor -> new Minor(
                        minor.memberId(),
                        minor.ageBand(),
                        minor.guardian(),
                        minor.awaitingSince(),
                        minor.awaitingSince() != null && minor.awaitingSince().isBefore(late)))
                .toList();
        return Answer.ok(new Page(page, repository.erased(context.database(), wanted.from(), wanted.to())));
    }
}
