package cn.mejene.consent.disclosure;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How data are given away (policy III(A)–(C)). */
enum DisclosureKind {
    /** To somebody who decides about them beside us. */
    SHARING,
    /** To somebody who decides about them instead of us. */
    TRANSFER,
    /** To everybody. */
    PUBLICATION,
    /** To an authority that may demand them. */
    LAWFUL_DEMAND;

    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @JsonCreator
    static DisclosureKind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
