package cn.mejene.insights;

import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import java.time.InstantSource;

/** Keeps who agreed to reports, and forgets whose consent or account has ended. Stateless. */
final class Readers {
    private final ReportRepository reports = new ReportRepository();
    private final InstantSource clock;

    Readers(InstantSource clock) {
        this.clock = clock;
    }

    void given(Event event, Tx tx) {
        if (isAboutReports(event)) {
            reports.addReader(tx, event.key(), clock.instant());
        }
    }

    /** What was derived under the consent goes with it (policy V(C)4). */
    void withdrawn(Event event, Tx tx) {
        if (isAboutReports(event)) {
            reports.forget(tx, event.key());
        }
    }

    void erased(Event event, Tx tx) {
        reports.forget(tx, event.key());
    }

    private static boolean isAboutReports(Event event) {
        return AnnualReport.PURPOSE.equals(event.data().get("purpose"));
    }
}
