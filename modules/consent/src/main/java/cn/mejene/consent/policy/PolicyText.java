package cn.mejene.consent.policy;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/** One version with its text in one language: what a person reads before agreeing. */
record PolicyText(
        @JsonUnwrapped Policy policy,
        String language,
        String sha256,
        String format,
        List<String> chapters,
        String text) {}
