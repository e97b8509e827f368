package cn.mejene.consent.policy;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The six kinds of change of the policy that matter (policy VIII.3). */
public enum MaterialType {
    /** What the service does, and for what, with which data and how. */
    PROCESSING,
    /** Who owns or controls the company. */
    OWNERSHIP,
    /** The main recipients of sharing, transfer and disclosure. */
    RECIPIENTS,
    /** The rights of the person and how to exercise them. */
    RIGHTS,
    /** The responsible department, its contact, the way to complain. */
    CONTACT,
    /** An impact assessment found a high risk. */
    HIGH_RISK;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
