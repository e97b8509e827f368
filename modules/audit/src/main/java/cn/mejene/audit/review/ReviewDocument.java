package cn.mejene.audit.review;

import cn.mejene.audit.review.ReviewRepository.Review;
import cn.mejene.kernel.Json;
import cn.mejene.kernel.document.PdfDocument;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * An audit as a document for people, in Chinese and English. It says what the signed report says and who signed it, and
 * nothing that changes afterwards: the same report gives the same bytes, on every node and at any time.
 */
final class ReviewDocument {
    private static final Map<String, String> RULES = Map.ofEntries(
            Map.entry("bulk-reads", "大量读取"),
            Map.entry("night-reads", "夜间读取"),
            Map.entry("refusals", "集中被拒绝的访问"),
            Map.entry("dormant-staff", "长期未使用的账号"),
            Map.entry("idle-grant", "长期未使用的授权"),
            Map.entry("over-wide-role", "人数过多的角色"),
            Map.entry("protection-paper", "缺失或过期的安全保护凭证"),
            Map.entry("child-without-guardian", "没有监护人的儿童"),
            Map.entry("child-not-erased", "未按期删除的儿童数据"),
            Map.entry("read-without-approval", "未经批准的读取"));

    private ReviewDocument() {}

    /** What its signature is made over, a line end behind it. */
    static String statement(Review review, byte[] document) {
        return "mejene-review-document/1 " + review.month() + " " + sha256(document);
    }

    static byte[] of(Review review) {
        var report = Json.read(review.report().getBytes(StandardCharsets.UTF_8), JsonNode.class);
        var title = (review.month().length() == 4 ? "未成年人数据年度审计 Yearly audit of minors' data " : "月度审计 Monthly audit ")
                + review.month();
        var document = new PdfDocument(title, review.madeAt());
        document.paragraph("期间 Period: " + report.path("from").asText() + " – "
                + report.path("to").asText() + "\n制作 Made: " + review.madeAt());
        findings(document, report.path("findings"));
        figures(document, "规则 Rules", report.path("rules"));
        figures(document, "数字 Figures", report.path("figures"));
        document.heading("签名 Signature")
                .paragraph("报告 Report (SHA-256): " + sha256(review.report().getBytes(StandardCharsets.UTF_8)))
                .paragraph(review.signature().strip());
        return document.bytes();
    }

    private static void findings(PdfDocument document, JsonNode findings) {
        document.heading("发现 Findings: " + findings.size());
        var rows = new ArrayList<List<String>>();
        for (var finding : findings) {
            var rule = finding.path("rule").asText();
            var evidence = new ArrayList<String>();
            finding.path("evidence").forEach(id -> evidence.add(id.asText()));
            rows.add(List.of(
                    finding.path("id").asText(),
                    RULES.getOrDefault(rule, "") + " " + rule,
                    finding.path("about").asText(),
                    finding.path("measure").asText(),
                    String.join("\n", evidence)));
        }
        if (!rows.isEmpty()) {
            document.table(List.of("编号 Id", "规则 Rule", "对象 About", "数量 Measure", "证据 Evidence"), rows);
        }
    }

    private static void figures(PdfDocument document, String heading, JsonNode figures) {
        var rows = new ArrayList<List<String>>();
        for (var figure : figures.properties()) {
            var value = figure.getValue();
            rows.add(List.of(figure.getKey(), value.isValueNode() ? value.asText() : value.toString()));
        }
        if (!rows.isEmpty()) {
            document.heading(heading).table(List.of("名称 Name", "值 Value"), rows);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
