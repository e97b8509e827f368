package cn.mejene.consent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.kernel.testing.Clause;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a reader is told of a change. */
class PolicyChangesTest {

    @Test
    @Clause("VIII.1")
    void between_namesTheLinesOfEachChapterThatChanged_andNoOther() {
        var older = "Preamble\n## I. Data\nname\nphone\nphone\n## II. Rights\nask\n## III. Gone\nold";
        var newer = "Preamble\n\n## I. Data\nname\nphone\n e-mail \n## II. Rights\nask";

        assertThat(PolicyChanges.between(older, newer))
                .containsExactly(
                        new PolicyChanges.Chapter("I. Data", List.of("phone"), List.of("e-mail")),
                        new PolicyChanges.Chapter("III. Gone", List.of("## III. Gone", "old"), List.of()));
        assertThat(PolicyChanges.between(newer, newer)).isEmpty();
    }
}
