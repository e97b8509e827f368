package cn.mejene.identity.support;

import com.fasterxml.jackson.annotation.JsonValue;

/** How somebody turned to support. */
enum Contact {
    PHONE("phone"),
    EMAIL("email");

    private final String word;

    Contact(String word) {
        this.word = word;
    }

    @JsonValue
    String word() {
        return word;
    }
}
