package cn.mejene.records;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The categories of record that clinics may upload (policy I(A)3). */
enum Kind {
    ORAL_SCAN,
    XRAY,
    TREATMENT_RECORD,
    TREATMENT_PLAN,
    WARRANTY_CARD;

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Kind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Kind::word).toList();
    }
}
