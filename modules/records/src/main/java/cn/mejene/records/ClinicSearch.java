package cn.mejene.records;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.LegalBasis;
import java.util.Comparator;

/**
 * Lists clinics by their distance from where a member is, with her consent to exactly that (policy I(B)3). The position
 * stays in this call: it goes to no database, log or answer.
 */
final class ClinicSearch {
    private static final String LOCATION = "location";
    private static final int MOST = 50;
    private static final double TENTH = 10.0;

    private final ModuleContext context;
    private final ClinicRepository clinics;
    private final Subjects subjects;

    private record Search(Position near) {}

    private record Near(String id, String name, String city, double distanceKm) {}

    ClinicSearch(ModuleContext context, ClinicRepository clinics) {
        this.context = context;
        this.clinics = clinics;
        this.subjects = new Subjects(context);
    }

    Answer near(Call call) {
        var position = call.body(Search.class).near();
        var member = call.principal();
        var access = new Access(
                member, member.id(), Action.READ, Resource.of(LOCATION), LOCATION, LegalBasis.CONSENT, call.traceId());
        subjects.refusedIsLogged(
                access, call.operation(), () -> context.port(Authorizer.class).require(access, context.database()));
        context.port(AuditAppender.class).record(AuditEntry.allowed(access, call.operation()));
        var found = clinics.located(context.database()).stream()
                .map(one -> near(one, position))
                .sorted(Comparator.comparingDouble(Near::distanceKm))
                .limit(MOST)
                .toList();
        return Answer.page(found, null);
    }

    /** To a tenth of a kilometre: more would lead back to the position. */
    private static Near near(ClinicRepository.Located one, Position from) {
        var clinic = one.clinic();
        var distance = Math.round(from.kilometresTo(one.position()) * TENTH) / TENTH;
        return new Near(clinic.id(), clinic.name(), clinic.city(), distance);
    }
}
