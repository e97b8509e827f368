package cn.mejene.members;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.job.Schedule;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Guidance on dental aesthetics (policy I(A)1.c): for who has told name, gender and month of birth; chosen by age for who
 * consents to personalisation and turned it on, the same for everybody otherwise. Nothing is kept of it. Stateless.
 */
final class GuidanceService {
    private final ProfileService profiles;
    private final Consents consents;
    private final ModuleContext context;
    private final PreferencesRepository preferences = new PreferencesRepository();
    private final GuidanceTexts texts = GuidanceTexts.load();

    private record View(boolean personalised, List<GuidanceTexts.Text> items) {}

    GuidanceService(ProfileService profiles, Consents consents, ModuleContext context) {
        this.profiles = profiles;
        this.consents = consents;
        this.context = context;
    }

    /** @throws Problem 409 {@code profile-incomplete} */
    Answer get(Call call) {
        var profile = profiles.ofCaller(call);
        var birth = profile.birthMonth();
        if (profile.name() == null || profile.gender() == null || birth == null) {
            throw Problem.conflict("profile-incomplete", "Guidance needs name, gender and month of birth.");
        }
        boolean personalised =
                preferences.of(context.database(), call.principal().id()).personalisation()
                        && consents.has(call, "personalisation");
        var now = YearMonth.from(context.clock().instant().atZone(Schedule.ZONE));
        long age = YearMonth.parse(birth).until(now, ChronoUnit.YEARS);
        var items = personalised ? texts.forAge(age, Language.of(call)) : texts.general(Language.of(call));
        return Answer.ok(new View(personalised, items))
                .header("Content-Language", Language.of(call).tag());
    }
}
