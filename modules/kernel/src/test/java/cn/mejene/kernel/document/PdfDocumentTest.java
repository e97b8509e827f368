package cn.mejene.kernel.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

class PdfDocumentTest {
    private static final Instant TIME = Instant.parse("2026-12-01T00:00:00Z");

    private static PdfDocument document(int rows) {
        var lines = new ArrayList<List<String>>();
        for (int i = 0; i < rows; i++) {
            lines.add(
                    List.of("第" + i + "行", "row " + i, "a cell that is too long for its column and takes lines " + i));
        }
        return new PdfDocument("年度美学健康报告", TIME)
                .heading("诊疗记录 Records")
                .paragraph("本报告仅供您本人查看。It is for you alone. \u0007\uD83D\uDE00")
                .paragraph("很长的一段话".repeat(40) + " " + "words of several letters ".repeat(20))
                .table(List.of("月份", "kind", "note"), lines);
    }

    @Test
    void bytes_areTheSame_forTheSameContent_andOthersForOther() {
        assertThat(document(3).bytes())
                .isEqualTo(document(3).bytes())
                .isNotEqualTo(document(4).bytes());
    }

    @Test
    void text_isReadable_onAsManyPagesAsItTakes() throws IOException {
        try (var read = Loader.loadPDF(document(120).bytes())) {
            var text = new PDFTextStripper().getText(read);

            assertThat(read.getNumberOfPages()).isGreaterThan(2);
            assertThat(text).contains("年度美学健康报告", "诊疗记录 Records", "It is for you alone.", "第119行", "row 119");
            assertThat(text.replaceAll("\\s", "")).contains("很长的一段话".repeat(40));
            assertThat(read.getDocumentInformation().getTitle()).isEqualTo("年度美学健康报告");
        }
    }
}
