package cn.mejene.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProblemTest {

    @Test
    void of_carriesNoStackTrace_always() {
        assertThat(Problem.notFound("record").getStackTrace()).isEmpty();
    }

    @Test
    void with_leavesOriginalAlone_whenMemberIsAdded() {
        var plain = Problem.of(403, "consent-required", "Consent is missing.");

        var told = plain.with("purpose", "treatment").header("Retry-After", "2");

        assertThat(plain.members()).isEmpty();
        assertThat(plain.headers()).isEmpty();
        assertThat(told.members()).containsEntry("purpose", "treatment");
        assertThat(told.headers()).containsEntry("Retry-After", "2");
        assertThat(told.status()).isEqualTo(403);
        assertThat(told.code()).isEqualTo("consent-required");
        assertThat(told.detail()).isEqualTo("Consent is missing.");
    }

    @Test
    void invalid_namesField_always() {
        var problem = Problem.invalid("/phone", "pattern", "The phone number is not one.");

        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.errors()).containsExactly(new Problem.FieldError("/phone", "pattern"));
    }

    @Test
    void unavailable_saysWhenToComeAgain_always() {
        assertThat(Problem.unavailable("Away.").headers()).containsKey("Retry-After");
        assertThat(Problem.unauthorized("token-invalid", "No.").headers()).containsEntry("WWW-Authenticate", "Bearer");
    }
}
