package cn.mejene.chaos.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The reference is small enough to be checked by hand. */
final class ModelTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private final Model model = new Model();

    @Test
    void reading_needsGrantConsentAndLife_inThisOrder() {
        assertThat(model.reading("a", "a", NOW, Map.of())).isEqualTo("grant-required");
        model.grants.put("g", new Model.Grant("a", Set.of("records:read"), NOW.plusSeconds(5)));
        assertThat(model.reading("a", "a", NOW, Map.of())).isEqualTo("consent-required");
        model.consents.put(Model.RECORDS, 0);
        assertThat(model.reading("a", "a", NOW, Map.of())).isEqualTo("allowed");
        assertThat(model.reading("a", "b", NOW, Map.of())).isEqualTo("grant-required");
        assertThat(model.reading("a", "a", NOW.plusSeconds(5), Map.of())).isEqualTo("grant-required");
        assertThat(model.reading("a", "a", NOW, Map.of(Model.RECORDS, 1))).isEqualTo("consent-required");
    }

    @Test
    void minors_needAnApprovalToBeSeen_andChildrenAreShut() {
        model.grants.put("g", new Model.Grant("a", Set.of("records:read", "records:write"), null));
        model.consents.put(Model.RECORDS, 0);
        model.age = Model.Age.MINOR;
        assertThat(model.reading("a", "a", NOW, Map.of())).isEqualTo("approval-required");
        assertThat(model.uploading("a", NOW, Map.of())).isEqualTo("allowed");
        model.approvals.put("a", NOW.plusSeconds(5));
        assertThat(model.reading("a", "a", NOW, Map.of())).isEqualTo("allowed");
        model.age = Model.Age.CHILD;
        assertThat(model.reading("a", "a", NOW, Map.of())).isEqualTo("account-closed");
        assertThat(model.uploading("a", NOW, Map.of())).isEqualTo("account-closed");
    }

    @Test
    void staff_abroad_hearThatAndNothingElse() {
        var here = Model.Workplace.HERE;
        assertThat(model.reading(here, "a", "a", NOW, Map.of())).isEqualTo("grant-required");
        for (var at : Model.Workplace.ALL) {
            model.grants.put("g", new Model.Grant("a", Set.of("records:read"), null));
            model.consents.put(Model.RECORDS, 0);
            assertThat(model.reading(at, "a", "a", NOW, Map.of())).isEqualTo(at.equals(here) ? "allowed" : "residency");
        }
    }
}
