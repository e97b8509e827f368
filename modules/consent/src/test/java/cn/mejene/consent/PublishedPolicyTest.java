package cn.mejene.consent;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.consent.policy.PolicyFile;
import cn.mejene.consent.purpose.Catalogue;
import cn.mejene.kernel.config.Policies;
import cn.mejene.kernel.testing.Clause;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The texts that are published: complete, and free of the faults of their sources. */
class PublishedPolicyTest {
    private final Policies folder = new Policies(Path.of("../../config/policy"));

    @Test
    void texts_haveNineChapters_inBothLanguages() {
        for (var file : folder.load("policy", PolicyFile.class)
                .versions()
                .getFirst()
                .files()
                .values()) {
            var chapters =
                    Pattern.compile("(?m)^## (?:[一二三四五六七八九]、|[IVX]+\\. )").matcher(folder.text(file));

            assertThat(chapters.results()).as(file).hasSize(9);
        }
    }

    @Test
    @Clause("0.4")
    void texts_closeEveryEmphasis_onItsLine() {
        for (var file : folder.load("policy", PolicyFile.class)
                .versions()
                .getFirst()
                .files()
                .values()) {
            assertThat(folder.text(file).lines().filter(line -> line.split("\\*\\*", -1).length % 2 == 0))
                    .as(file)
                    .isEmpty();
        }
    }

    @Test
    void chineseText_isSimplified_withoutLeftovers() {
        assertThat(folder.text("policy/2026-02-16/zh-Hans.md"))
                .doesNotContainPattern("[個們為這國會後與說應據權點體覆]")
                .contains("规定经专业机构", "**单独同意**", "**与合作诊所共享**");
    }

    @Test
    void catalogue_holdsThePurposesOfTheContract_whenLoaded() {
        assertThat(Catalogue.load(folder).purposes())
                .extracting("id")
                .contains(
                        "clinic-records",
                        "clinic-history",
                        "location",
                        "emergency-contact",
                        "annual-report",
                        "personalisation",
                        "marketing",
                        "cross-border");
    }
}
