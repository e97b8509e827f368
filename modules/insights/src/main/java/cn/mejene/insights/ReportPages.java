package cn.mejene.insights;

import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.document.PdfDocument;
import cn.mejene.kernel.job.Schedule;
import java.util.ArrayList;
import java.util.List;

/** A report in words. Stateless. */
final class ReportPages {
    private final boolean chinese;

    ReportPages(Language language) {
        this.chinese = language == Language.ZH_HANS;
    }

    PdfDocument of(AnnualReport report) {
        var day = report.madeAt().atZone(Schedule.ZONE).toLocalDate();
        var pages = new PdfDocument(
                words(report.year() + " 年度美学健康报告", "Annual aesthetic health report " + report.year()), report.madeAt());
        pages.paragraph(words(
                "本报告由觅臻顏于 " + day + " 依据您的单独同意自动生成，仅供您本人查看，不用于对您作出任何决定。您可以随时撤回同意，撤回后报告即被删除。",
                "Made automatically by Mejene on " + day
                        + " under your separate consent. It is for you alone and no decision about you is based on it."
                        + " You can withdraw your consent at any time; the report is then deleted."));
        records(pages, report);
        months(pages, report);
        pages.heading(words("方案确认", "Confirmations"))
                .paragraph(words(
                        "您确认了 " + report.confirmations().confirmed() + " 次，拒绝了 "
                                + report.confirmations().declined() + " 次。",
                        "You confirmed " + report.confirmations().confirmed() + " times and declined "
                                + report.confirmations().declined() + " times."));
        return pages;
    }

    private void records(PdfDocument pages, AnnualReport report) {
        pages.heading(words("诊疗记录", "Records"));
        if (report.records().isEmpty()) {
            pages.paragraph(words("这一年没有新的记录。", "The year brought no records."));
            return;
        }
        pages.paragraph(words(
                "来自 " + report.clinics() + " 家诊所；您本人上传 " + report.ownUploads() + " 份。",
                "From " + report.clinics() + " clinics; you brought " + report.ownUploads() + " yourself."));
        pages.table(
                List.of(words("种类", "Kind"), words("数量", "Number"), words("首次", "First"), words("最近", "Last")),
                report.records().stream()
                        .map(kind -> List.of(
                                name(kind.kind()),
                                Integer.toString(kind.count()),
                                kind.first().toString(),
                                kind.last().toString()))
                        .toList());
    }

    private String name(String kind) {
        return switch (kind) {
            case "oral-scan" -> words("口腔扫描", "Oral scan");
            case "xray" -> words("X光影像", "X-ray");
            case "treatment-record" -> words("诊疗记录", "Treatment record");
            case "treatment-plan" -> words("治疗方案", "Treatment plan");
            case "warranty-card" -> words("质保卡", "Warranty card");
            default -> kind;
        };
    }

    private void months(PdfDocument pages, AnnualReport report) {
        var names = new ArrayList<String>();
        var counts = new ArrayList<String>();
        for (int month = 1; month <= report.months().size(); month++) {
            names.add(words(month + "月", Integer.toString(month)));
            counts.add(report.months().get(month - 1).toString());
        }
        pages.heading(words("每月新增", "By month")).table(names, List.of(counts));
    }

    private String words(String zh, String en) {
        return chinese ? zh : en;
    }
}
