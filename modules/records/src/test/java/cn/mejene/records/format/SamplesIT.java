package cn.mejene.records.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Real files beside the project, where there are any, come out as their table of sources expects. */
final class SamplesIT {
    private static final Pattern ROW = Pattern.compile("\\| (\\S+/\\S+) \\|.*\\| (accept|refuse)[^|]*\\|");
    private static final String STORAGE = "1.2.840.10008.5.1.4.1.1.";

    @Test
    void finish_decidesAsTheTableSays() throws IOException {
        var samples = samples();
        assumeTrue(samples.isPresent(), "no sample files beside the project");
        var rows = ROW.matcher(Files.readString(samples.get().resolve("SOURCES.md")));
        var seen = 0;
        while (rows.find()) {
            var content = Files.readAllBytes(samples.get().resolve(rows.group(1)));
            var outcome = Inspection.of(kind(rows.group(1)), content);

            assertThat(Character.isLetter(outcome.charAt(0)))
                    .as("%s: %s", rows.group(1), outcome)
                    .isEqualTo(rows.group(2).equals("accept"));
            seen++;
        }
        assertThat(seen).isGreaterThan(20);
    }

    /** The samples that are refused for their class alone show what becomes of an X-ray written like them. */
    @Test
    void finish_walksTheDataSet_whenTheClassIsMadeAnXRay() throws IOException {
        var samples = samples();
        assumeTrue(samples.isPresent(), "no sample files beside the project");

        assertThat(as("2", "4", samples.get().resolve("dicom/MR_small.dcm"))).isEqualTo("dicom");
        assertThat(as("2", "4", samples.get().resolve("dicom/examples_overlay.dcm")))
                .isEqualTo("dicom");
        assertThat(as("7.1", "6.1", samples.get().resolve("dicom/ExplVR_BigEnd.dcm")))
                .isEqualTo("dicom");
        assertThat(as("7.4", "3.1", samples.get().resolve("dicom/examples_ybr_color.dcm")))
                .isEqualTo("dicom");
        assertThat(as("2", "4", samples.get().resolve("negative/MR_truncated.dcm")))
                .isEqualTo("422 damaged-content");
    }

    private static String as(String wanted, String actual, Path file) throws IOException {
        var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        var changed = text.replace(STORAGE + actual + "\0", STORAGE + wanted + "\0");
        return Inspection.of("xray", changed.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String kind(String file) {
        var name = file.toLowerCase(Locale.ROOT);
        if (name.endsWith(".dcm") || name.endsWith(".gz")) {
            return "xray";
        }
        return "oral-scan";
    }

    private static Optional<Path> samples() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mejene")) || Files.isDirectory(folder.resolve("modules"))) {
                return Optional.of(folder.resolveSibling("shared").resolve("samples"))
                        .filter(Files::isDirectory);
            }
        }
        return Optional.empty();
    }
}
