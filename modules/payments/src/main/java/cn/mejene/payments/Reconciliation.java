package cn.mejene.payments;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Violations;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.payments.ReconciliationRepository.Difference;
import cn.mejene.payments.ReconciliationRepository.Result;
import cn.mejene.payments.provider.BillLine;
import cn.mejene.payments.provider.PaymentProvider;
import cn.mejene.payments.provider.ProviderFailure;
import cn.mejene.payments.provider.RefundOrder;
import cn.mejene.payments.provider.RefundOutcome;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares every provider's daily bill with our books, and learns from it what no notification told: the provider is
 * asked about each payment and refund that is missing here. Differences are kept as they were found. Virtual threads only.
 */
final class Reconciliation {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);
    /** A day whose bill could not be had is tried again so many days. */
    private static final int DAYS_BACK = 7;

    private static final Duration NOTICES_KEPT = Duration.ofDays(400);
    private static final int SHOWN = 62;
    private static final int SHOWN_DIFFERENCES = 100;

    private final PaymentRepository payments = new PaymentRepository();
    private final RefundRepository refunds = new RefundRepository();
    private final NoticeRepository notices = new NoticeRepository();
    private final ReconciliationRepository results = new ReconciliationRepository();
    private final ModuleContext context;
    private final Providers providers;
    private final Settlement settlement;
    private final Settling settling;

    private record View(
            String provider,
            LocalDate day,
            int lines,
            long received,
            long refunded,
            String currency,
            List<Difference> differences) {}

    Reconciliation(ModuleContext context, Providers providers, Settlement settlement, Settling settling) {
        this.context = context;
        this.providers = providers;
        this.settlement = settlement;
        this.settling = settling;
    }

    /** Yesterday's bill, and those before it that could not be had. */
    void run(Job.Run run) {
        var today = run.due().atZone(Schedule.ZONE).toLocalDate();
        for (var provider : providers.all()) {
            for (int back = DAYS_BACK; back >= 1; back--) {
                var day = today.minusDays(back);
                if (!results.exists(context.database(), provider.name(), day)) {
                    attempt(provider, day, run);
                }
            }
        }
        notices.forget(context.database(), run.due().minus(NOTICES_KEPT));
    }

    /** A bill that cannot be had today is tried again tomorrow; the other provider's is not kept from us by it. */
    private void attempt(PaymentProvider provider, LocalDate day, Job.Run run) {
        try {
            reconcile(provider, day, run);
        } catch (ProviderFailure failure) {
            LOG.atWarn()
                    .addKeyValue("provider", provider.name())
                    .addKeyValue("day", day)
                    .addKeyValue("code", failure.code())
                    .log("bill cannot be had");
        }
    }

    private void reconcile(PaymentProvider provider, LocalDate day, Job.Run run) {
        var bill = provider.bill(day);
        var lines = bill.lines();
        var differences = new ArrayList<Difference>();
        bill.unreadable().forEach(where -> differences.add(new Difference(where, "failed", 0, 0)));
        lines.forEach(line -> attempt(provider, line).ifPresent(differences::add));
        differences.addAll(missingThere(provider, day, lines));
        var result = new Result(
                provider.name(),
                day,
                lines.size() + bill.unreadable().size(),
                sum(lines, false),
                sum(lines, true),
                differences);
        context.database().run(tx -> {
            run.fence().check(tx);
            if (results.insert(tx, result, context.clock().instant()) && !differences.isEmpty()) {
                context.outbox()
                        .append(
                                tx,
                                Event.of(
                                        "payments.reconciliation-differs",
                                        "reconciliation",
                                        Map.of("provider", provider.name())));
            }
        });
        tell(result);
    }

    private static void tell(Result result) {
        var log = result.differences().isEmpty() ? LOG.atInfo() : LOG.atError();
        log.addKeyValue("provider", result.provider())
                .addKeyValue("day", result.day())
                .addKeyValue("lines", result.lines())
                .addKeyValue("differences", result.differences().size())
                .log("bill compared with the books");
    }

    /** A line that the provider does not explain, or that our books refuse, does not keep the others from us. */
    private Optional<Difference> attempt(PaymentProvider provider, BillLine line) {
        try {
            return compare(provider, line);
        } catch (ProviderFailure failure) {
            return Optional.of(failed(provider, line, failure.code()));
        } catch (PgException failure) {
            if (!Violations.isIntegrity(failure)) {
                throw failure;
            }
            return Optional.of(failed(provider, line, "refused-by-the-books"));
        }
    }

    private static Difference failed(PaymentProvider provider, BillLine line, String code) {
        LOG.atError()
                .addKeyValue("provider", provider.name())
                .addKeyValue("payment", line.paymentId())
                .addKeyValue("code", code)
                .log("line of a bill cannot be compared");
        return new Difference(line.number(), "failed", 0, line.amount());
    }

    private Optional<Difference> compare(PaymentProvider provider, BillLine line) {
        var payment = payments.find(context.database(), line.paymentId())
                .filter(found -> found.provider().equals(provider.name()));
        if (payment.isEmpty()) {
            return Optional.of(new Difference(line.number(), "missing-here", 0, line.amount()));
        }
        return line.isRefund() ? refund(provider, payment.get(), line) : receipt(payment.get(), line);
    }

    private Optional<Difference> receipt(Payment payment, BillLine line) {
        if (line.amount() != payment.amount()) {
            return Optional.of(new Difference(line.number(), "amount", payment.amount(), line.amount()));
        }
        if (payment.hasArrived()) {
            return Optional.empty();
        }
        settling.settle(payment);
        return Optional.of(new Difference(line.number(), "missing-here", 0, line.amount()));
    }

    private Optional<Difference> refund(PaymentProvider provider, Payment payment, BillLine line) {
        var known = refunds.find(context.database(), payment.paymentId(), line.refundNumber());
        if (known.isPresent() && known.get().amount() != line.amount()) {
            return Optional.of(
                    new Difference(line.number(), "amount", known.get().amount(), line.amount()));
        }
        if (known.filter(refund -> refund.status() == Refund.Status.SUCCEEDED).isPresent()) {
            return Optional.empty();
        }
        learn(provider, payment, line);
        return Optional.of(new Difference(line.number(), "missing-here", 0, line.amount()));
    }

    private void learn(PaymentProvider provider, Payment payment, BillLine line) {
        var order = new RefundOrder(payment.paymentId(), line.refundNumber(), line.amount(), payment.amount());
        if (!payment.hasArrived()) {
            settling.settle(payment);
        }
        if (provider.queryRefund(order) instanceof RefundOutcome.Done done) {
            context.database().run(tx -> {
                var locked = payments.findLocked(tx, payment.paymentId()).orElseThrow();
                if (locked.hasArrived() && line.amount() <= locked.amount() - locked.refunded()) {
                    var returned = new Settlement.Returned(line.refundNumber(), line.amount(), done.at());
                    settlement.refunded(tx, locked, returned, Settlement.NO_TRACE);
                }
            });
        }
    }

    private List<Difference> missingThere(PaymentProvider provider, LocalDate day, List<BillLine> lines) {
        var from = start(day);
        var until = start(day.plusDays(1));
        var there = lines.stream().map(BillLine::number).collect(Collectors.toSet());
        var missing = new ArrayList<Difference>();
        payments.arrived(context.database(), provider.name(), from, until).stream()
                .filter(payment -> !there.contains(payment.paymentId()))
                .forEach(payment ->
                        missing.add(new Difference(payment.paymentId(), "missing-there", payment.amount(), 0)));
        refunds.succeeded(context.database(), provider.name(), from, until).stream()
                .filter(refund -> !there.contains(refund.number()))
                .forEach(refund -> missing.add(new Difference(refund.number(), "missing-there", refund.amount(), 0)));
        return missing;
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(Schedule.ZONE).toInstant();
    }

    private static long sum(List<BillLine> lines, boolean refunds) {
        return lines.stream()
                .filter(line -> line.isRefund() == refunds)
                .mapToLong(BillLine::amount)
                .sum();
    }

    /** The newest days with what was found on them, for staff. */
    Answer list(Call call) {
        var views = results.newest(context.database(), SHOWN).stream()
                .map(result -> new View(
                        result.provider(),
                        result.day(),
                        result.lines(),
                        result.received(),
                        result.refunded(),
                        "CNY",
                        results.differences(context.database(), result.provider(), result.day(), SHOWN_DIFFERENCES)))
                .toList();
        return Answer.page(views, null);
    }
}
