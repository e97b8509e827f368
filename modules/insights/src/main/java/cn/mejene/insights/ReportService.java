package cn.mejene.insights;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.vault.KeyRing;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/** Shows a member her own reports, as long as she consents to them. Stateless. */
final class ReportService {
    private static final String PDF = "application/pdf";

    private final ReportRepository reports = new ReportRepository();
    private final ModuleContext context;

    ReportService(ModuleContext context) {
        this.context = context;
    }

    Answer get(Call call) {
        var member = call.principal();
        int year = Integer.parseInt(call.path("year"));
        var access = new Access(
                member,
                member.id(),
                Action.READ,
                AnnualReport.resource(year),
                AnnualReport.PURPOSE,
                LegalBasis.CONSENT,
                call.traceId());
        var opened = context.port(KeyRing.class).open(access, call.operation());
        var kept = reports.find(context.database(), member.id(), year).orElseThrow(() -> Problem.notFound("report"));
        var report = opened.value(AnnualReport.place(member.id(), kept.id()), kept.content(), AnnualReport.class);
        if (!call.header("accept").orElse("").startsWith(PDF)) {
            return Answer.ok(report);
        }
        var document = new ReportPages(Language.of(call)).of(report);
        var name = "attachment; filename=\"mejene-" + year + ".pdf\"";
        return new Answer(
                200, Map.of("Content-Type", PDF, "Content-Disposition", name), Buffer.buffer(document.bytes()));
    }
}
