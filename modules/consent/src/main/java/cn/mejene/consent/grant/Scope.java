package cn.mejene.consent.grant;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** What a grant lets a clinic do. */
public enum Scope {
    /** Upload records of the member. */
    RECORDS_WRITE("records:write"),
    /** Read what the clinic uploaded itself. */
    RECORDS_READ("records:read"),
    /** Read what others uploaded; needs the consent {@code clinic-history} too. */
    HISTORY_READ("history:read");

    private final String word;

    Scope(String word) {
        this.word = word;
    }

    /** The word of the contract. */
    @JsonValue
    public String word() {
        return word;
    }

    static Scope of(String word) {
        return Arrays.stream(values())
                .filter(scope -> scope.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("unknown scope in the database"));
    }
}
