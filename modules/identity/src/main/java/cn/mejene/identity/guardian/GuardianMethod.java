package cn.mejene.identity.guardian;

import com.fasterxml.jackson.annotation.JsonValue;

/** The six ways to make sure who a guardian is (policy VI). */
public enum GuardianMethod {
    /** A code to the guardian's own mobile number, which carriers register to a real name. */
    SMS("sms"),
    PHONE("phone"),
    VIDEO("video"),
    EMAIL("email"),
    WRITTEN("written"),
    /** The guardian's own account here: of age, on a number registered to a real name. */
    ACCOUNT("account");

    private final String word;

    GuardianMethod(String word) {
        this.word = word;
    }

    @JsonValue
    public String word() {
        return word;
    }

    /** Whether the platform can make sure by itself; otherwise support has done it before. */
    boolean isImmediate() {
        return this == SMS || this == ACCOUNT;
    }
}
