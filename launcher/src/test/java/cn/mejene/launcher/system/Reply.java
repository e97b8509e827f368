package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What the system answered. Immutable; the body is shared, not copied. */
record Reply(int status, HttpHeaders headers, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String field) {
        return json().path(field).asText();
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** Fails unless the status is the expected one. */
    Reply expect(int expected) {
        assertThat(status).as(text()).isEqualTo(expected);
        return this;
    }

    /** Fails unless this is a problem as RFC 9457 has it, of this status and code. */
    Reply expectProblem(int expected, String code) {
        assertThat(status + " " + json().path("code").asText()).as(text()).isEqualTo(expected + " " + code);
        assertThat(header("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(json().path("status").asInt()).isEqualTo(expected);
        assertThat(text("type")).startsWith("https://");
        assertThat(text("title")).isNotBlank();
        assertThat(text("detail")).isNotBlank();
        assertThat(text("traceId")).matches("[0-9a-f]{32}");
        return this;
    }

    @Override
    public String toString() {
        return status + " " + text();
    }
}
