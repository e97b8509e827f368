package cn.mejene.records;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import java.time.Instant;
import java.util.List;

/**
 * For the platform itself: of which kinds a member's records of a time are and when they came, nothing of what they
 * hold. Who asks has asked the door. Stateless.
 */
final class Years {
    private final YearRepository years = new YearRepository();
    private final ModuleContext context;

    private record Wanted(String memberId, Instant from, Instant to) {}

    private record Confirmations(long confirmed, long declined) {}

    private record Year(List<YearRepository.Item> records, Confirmations confirmations) {}

    Years(ModuleContext context) {
        this.context = context;
    }

    Answer of(Call call) {
        if (!call.principal().isSystem()) {
            throw Problem.forbidden("Years are told to the platform only.");
        }
        var wanted = call.body(Wanted.class);
        var records = years.records(context.database(), wanted.memberId(), wanted.from(), wanted.to());
        var confirmations = new Confirmations(decisions(wanted, "confirmed"), decisions(wanted, "declined"));
        return Answer.ok(new Year(records, confirmations));
    }

    private long decisions(Wanted wanted, String decision) {
        return years.decisions(context.database(), wanted.memberId(), decision, wanted.from(), wanted.to());
    }
}
