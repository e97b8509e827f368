package cn.mejene.identity.code;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a code may be used for; a code of one purpose is worth nothing for another. */
public enum CodePurpose {
    LOGIN("login"),
    STEP_UP("step-up"),
    GUARDIAN("guardian"),
    PHONE_CHANGE("phone-change"),
    EMAIL("email"),
    SUPPORT("support");

    private final String word;

    CodePurpose(String word) {
        this.word = word;
    }

    @JsonValue
    public String word() {
        return word;
    }

    /** Name of the message's text. */
    String template() {
        return word + "-code";
    }
}
