package cn.mejene.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileChangeTest {
    /** 1 March 2026 in Shanghai, still February in UTC. */
    private static final Instant NOW = Instant.parse("2026-02-28T16:00:00Z");

    private static final Profile BEFORE = new Profile("王小美", "female", "1990-05", "a@example.com");

    @Test
    void applyTo_keepsAbsentAndErasesNull_whenFieldsAreMixed() throws JsonProcessingException {
        var change = change("{\"name\": null, \"gender\": \"other\"}");

        assertThat(change.applyTo(BEFORE)).isEqualTo(new Profile(null, "other", "1990-05", "a@example.com"));
        assertThat(change.erases()).isTrue();
    }

    @Test
    void applyTo_changesNothing_whenBodyIsEmpty() throws JsonProcessingException {
        assertThat(change("{}").isEmpty()).isTrue();
        assertThat(change("{}").applyTo(BEFORE)).isEqualTo(BEFORE);
    }

    @Test
    void applyTo_leavesAnEmptyProfile_whenEverythingIsErased() throws JsonProcessingException {
        var change = change("{\"name\":null,\"gender\":null,\"birthMonth\":null,\"email\":null}");

        assertThat(change.applyTo(BEFORE)).isEqualTo(Profile.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"idCardNo\":\"440101199005171234\"}",
                "{\"birthMonth\":\"1990-05-17\"}",
                "{\"birthMonth\":\"1990-13\"}",
                "{\"birthMonth\":\"1899-12\"}",
                "{\"birthMonth\":\"2026-04\"}",
                "{\"birthMonth\":199005}",
                "{\"gender\":\"x\"}",
                "{\"name\":\" \"}",
                "{\"name\":\"a\\nb\"}",
                "{\"name\":{}}",
                "{\"email\":\"nobody\"}",
                "{\"email\":\"a@b.c\\r\\nBcc: x@y.z\"}",
                "[]"
            })
    void of_isRefused_whenBodyIsWrong(String body) {
        assertThatThrownBy(() -> change(body)).isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status())
                .isEqualTo(422));
    }

    @Test
    void of_isRefused_whenNameIsTooLong() throws JsonProcessingException {
        assertThat(change("{\"name\":\"" + "😀".repeat(64) + "\"}").isEmpty()).isFalse();
        assertThatThrownBy(() -> change("{\"name\":\"" + "a".repeat(65) + "\"}"))
                .isInstanceOf(Problem.class);
    }

    /** Fourteen only once the month of the birthday has passed, by the calendar of Shanghai. */
    private static ProfileChange change(String body) throws JsonProcessingException {
        return ProfileChange.of(Json.mapper().readTree(body), NOW);
    }
}
