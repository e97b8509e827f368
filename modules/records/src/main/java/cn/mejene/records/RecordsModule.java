package cn.mejene.records;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.kernel.stream.ContentInspector;
import cn.mejene.records.format.Inspectors;
import cn.mejene.records.malware.Clamd;
import java.time.Duration;
import java.util.Map;

/** Clinics and records. */
public final class RecordsModule implements Module<RecordsConfig> {
    private final ClinicRepository clinics = new ClinicRepository();
    private final RecordRepository records = new RecordRepository();

    private record ClinicId(String clinicId) {}

    @Override
    public String name() {
        return "records";
    }

    @Override
    public Class<RecordsConfig> configType() {
        return RecordsConfig.class;
    }

    @Override
    public Map<String, ContentInspector.Factory> inspectors(RecordsConfig config) {
        var malware = config.malware();
        return malware == null ? Inspectors.byKind() : new Clamd(malware).behind(Inspectors.byKind());
    }

    @Override
    public void prepare(RecordsConfig config, ModuleContext context) {
        config.clinics()
                .forEach(clinic -> clinics.insertMissing(
                        context.database(), clinic, context.clock().instant()));
    }

    @Override
    public void serve(RecordsConfig config, ModuleContext context, Operations operations) {
        var subjects = new Subjects(context);
        var quotas = new Quotas(config.quotas(), records);
        var acceptance = new Acceptance(context, records, subjects, quotas);
        var uploads = new UploadService(context, config, records, subjects, acceptance, quotas);
        var resumable = resumable(config, context, subjects, acceptance, quotas);
        var service = new RecordService(context, records, subjects);
        operations.upload("records.upload", uploads);
        operations.download("records.get-content", service::content);
        operations.read("records.get-preview", new PreviewService(context, service)::get);
        operations.read("records.list-own", service::listOwn);
        operations.read("records.list", service::listForClinic);
        operations.read("records.get", service::get);
        serveErasures(context, operations);
        serveCorrections(context, operations);
        serveConfirmations(context, operations);
        serveClinics(context, operations);
        serveResumable(config, resumable, operations);
        operations.job(
                new Job("records.end-abandoned-uploads", new Schedule.RealInterval(Duration.ofSeconds(30)), run -> {
                    uploads.endAbandoned();
                    resumable.endExpired();
                }));
    }

    private static ResumableService resumable(
            RecordsConfig config, ModuleContext context, Subjects subjects, Acceptance acceptance, Quotas quotas) {
        var repository = new ResumableRepository();
        var tickets = new ResumableTickets(context, config, quotas);
        var creation = new ResumableCreation(context, config, repository, subjects, acceptance, tickets);
        return new ResumableService(context, repository, creation, acceptance, tickets);
    }

    private static void serveResumable(RecordsConfig config, ResumableService resumable, Operations operations) {
        operations.resumable(ResumableCreation.OPERATION, resumable);
        operations.resumable("records.append-upload", resumable);
        operations.read("records.get-upload", resumable::describe);
        operations.write("records.end-upload", resumable::terminate);
        operations.read("records.describe-uploads", call -> TusFields.offer(config.mostBytes()));
    }

    private void serveErasures(ModuleContext context, Operations operations) {
        var erasures = new Erasures(context, records);
        operations.write("records.delete", erasures::erase);
        operations.read("records.list-erasures", erasures::ofClinic);
        operations.read("records.list-own-erasures", erasures::ofMember);
        operations.write("records.follow-erasure", erasures::followed);
        operations.on("identity.child-erased", new MemberErasure(context, records, erasures)::erased);
    }

    private void serveCorrections(ModuleContext context, Operations operations) {
        var requests = new CorrectionRequests(context, records);
        var answers = new CorrectionAnswers(context, records);
        operations.write("records.request-correction", requests::ask);
        operations.read("records.list-corrections", requests::ofRecord);
        operations.read("records.list-asked-corrections", answers::list);
        operations.read("records.get-correction", answers::get);
        operations.write("records.answer-correction", answers::answer);
    }

    private void serveConfirmations(ModuleContext context, Operations operations) {
        var requests = new ConfirmationRequests(context, records);
        var decisions = new ConfirmationDecisions(context, records);
        operations.write("records.request-confirmation", requests::ask);
        operations.read("records.list-confirmations", requests::listOwn);
        operations.internal("records.plan-confirmed", requests::planConfirmed);
        operations.write("records.decide-confirmation", decisions::decide);
        operations.read("records.get-evidence", new EvidenceService(context)::get);
    }

    private void serveClinics(ModuleContext context, Operations operations) {
        operations.read("records.list-clinics", call -> {
            var paging = Paging.of(call);
            var page = clinics.list(context.database(), paging.after(), paging.limit() + 1);
            return paging.answer(page, ClinicRepository.Clinic::id);
        });
        operations.read("records.search-clinics", new ClinicSearch(context, clinics)::near);
        operations.internal("records.year-of-member", new Years(context)::of);
        operations.internal("records.find-clinic", call -> clinics.find(
                        context.database(), call.body(ClinicId.class).clinicId())
                .map(Answer::ok)
                .orElseThrow(() -> Problem.notFound("clinic")));
    }
}
