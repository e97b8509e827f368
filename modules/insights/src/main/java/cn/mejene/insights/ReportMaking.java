package cn.mejene.insights;

import cn.mejene.insights.AnnualReport.Year;
import cn.mejene.insights.ReportRepository.Kept;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.kernel.privacy.MemberStandings;
import cn.mejene.kernel.privacy.MemberStandings.Standing;
import cn.mejene.vault.KeyRing;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;

/**
 * Makes last year's report of every member who agreed to it, one transaction each: what was made before a crash is not
 * made again, and a consent withdrawn meanwhile counts. Stateless.
 */
final class ReportMaking {
    private static final int PAGE = 200;
    private static final long PATIENCE = 10_000_000_000L;
    private static final String OPERATION = "insights.make-reports";
    private static final String NO_TRACE = "00-00000000000000000000000000000001-0000000000000001-01";

    private final ReportRepository reports = new ReportRepository();
    private final ModuleContext context;

    private record Wanted(String memberId, Instant from, Instant to) {}

    ReportMaking(ModuleContext context) {
        this.context = context;
    }

    void run(Job.Run run) {
        int year = run.due().atZone(Schedule.ZONE).getYear() - 1;
        var after = "";
        List<String> page;
        do {
            page = reports.waiting(context.database(), year, after, PAGE);
            for (var member : page) {
                make(run, member, year);
                after = member;
            }
        } while (page.size() == PAGE);
    }

    private void make(Job.Run run, String member, int year) {
        var access = new Access(
                Principal.system("insights"),
                member,
                Action.READ,
                AnnualReport.resource(year),
                AnnualReport.PURPOSE,
                LegalBasis.CONSENT,
                NO_TRACE);
        if (isClosed(member) || !authorizer().allows(access, context.database())) {
            return;
        }
        var report = AnnualReport.of(year, run.due(), year(member, year));
        var id = Ids.make("rpt");
        var kept = new Kept(id, context.port(KeyRing.class).seal(AnnualReport.place(member, id), report));
        context.database().run(tx -> {
            run.fence().check(tx);
            if (isStillAllowed(access, tx) && reports.insert(tx, kept, member, year, run.due())) {
                context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, OPERATION));
                context.outbox().append(tx, Event.of("insights.report-made", member, Map.of()));
            }
        });
    }

    /** Nothing is made of a frozen account, whatever it once consented to. */
    private boolean isClosed(String member) {
        return context.port(MemberStandings.class).of(context.database(), member) == Standing.CLOSED;
    }

    private boolean isStillAllowed(Access access, Tx tx) {
        try {
            authorizer().requireLocked(access, tx);
            return true;
        } catch (Problem refusal) {
            if (refusal.status() >= 500) {
                throw refusal;
            }
            return false;
        }
    }

    private Authorizer authorizer() {
        return context.port(Authorizer.class);
    }

    /** The kinds and dates of the year, which {@code records} tells to the platform alone. */
    private Year year(String member, int year) {
        var from = ZonedDateTime.of(year, 1, 1, 0, 0, 0, 0, Schedule.ZONE);
        var wanted = new Wanted(member, from.toInstant(), from.plusYears(1).toInstant());
        var call = new Call(
                "records.year-of-member",
                Principal.system("insights"),
                Map.of(),
                Map.of(),
                Map.of(),
                null,
                null,
                System.nanoTime() + PATIENCE,
                NO_TRACE,
                "insights",
                null);
        return context.bus().call(call.to("records.year-of-member", wanted)).body(Year.class);
    }
}
