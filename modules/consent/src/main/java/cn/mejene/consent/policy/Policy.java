package cn.mejene.consent.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * One version of the policy as it is listed.
 *
 * @param version name of the version
 * @param material whether it changed something that matters (policy VIII)
 * @param materialTypes which kinds of material change it brought, as far as it was published with them
 * @param effectiveAt from when it is in force
 * @param languages the texts in force
 * @param authoritativeLanguage the language that prevails
 * @param archived the text as first received, kept for comparison
 */
public record Policy(
        String version,
        boolean material,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> materialTypes,
        Instant effectiveAt,
        List<Text> languages,
        String authoritativeLanguage,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Text> archived) {

    /**
     * @param language BCP 47 tag
     * @param sha256 digest of the text's UTF-8 bytes, lower-case hex
     */
    public record Text(String language, String sha256) {}
}
