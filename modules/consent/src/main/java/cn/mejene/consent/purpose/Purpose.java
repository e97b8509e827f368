package cn.mejene.consent.purpose;

import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.privacy.LegalBasis;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One purpose that personal data may be processed for, as the catalogue declares it; texts by language tag.
 *
 * @param id kebab-case name, e.g. {@code clinic-records}
 * @param sensitive whether sensitive personal information is involved, so that the consent is a separate one
 * @param basic whether it belongs to a basic function (policy I)
 * @param legalBasis on which legal basis it stands
 * @param accessPurposes purposes that staff state for accesses which this consent allows
 * @param resources kinds of thing that such accesses may touch
 * @param recipients who gets the data, ids of third parties
 * @param retention rule of {@code retention.yaml} for the data
 * @param assessment the impact assessment (PIPL 55); null where none is demanded and none was made
 * @param optOutSignal whether an opt-out signal stops it (policy II(C)1)
 * @param data the data it needs
 * @param necessity why it is needed
 * @param impact what it means for the person's rights
 * @param notice the enhanced notice that is shown before consent (policy I(C)1)
 */
public record Purpose(
        String id,
        boolean sensitive,
        boolean basic,
        LegalBasis legalBasis,
        Set<String> accessPurposes,
        Set<String> resources,
        List<String> recipients,
        String retention,
        @Nullable Assessment assessment,
        boolean optOutSignal,
        Map<String, String> title,
        Map<String, List<String>> data,
        Map<String, String> necessity,
        Map<String, String> impact,
        Map<String, String> notice) {
    /**
     * An impact assessment.
     *
     * @param reference where it is filed
     */
    public record Assessment(String reference, LocalDate date, Risk risk) {
        public Assessment {
            Required.field("assessment.reference", reference);
            Required.field("assessment.date", date);
            Required.field("assessment.risk", risk);
        }
    }

    /** What an impact assessment found. */
    public enum Risk {
        LOW,
        MEDIUM,
        HIGH;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern ID = Pattern.compile("[a-z]+(-[a-z]+)*");

    public Purpose {
        if (!ID.matcher(Required.field("id", id)).matches()) {
            throw new ConfigException("the purpose id '" + id + "' is not kebab-case");
        }
        Required.field(id + ".legalBasis", legalBasis);
        Required.field(id + ".accessPurposes", accessPurposes);
        Required.field(id + ".resources", resources);
        Required.field(id + ".recipients", recipients);
        Required.field(id + ".retention", retention);
        if (sensitive && assessment == null) {
            throw new ConfigException("the purpose '" + id + "' is sensitive and has no impact assessment");
        }
        requireLanguages(id + ".title", title);
        requireLanguages(id + ".data", data);
        requireLanguages(id + ".necessity", necessity);
        requireLanguages(id + ".impact", impact);
        requireLanguages(id + ".notice", notice);
    }

    private static void requireLanguages(String key, Map<String, ?> texts) {
        for (var language : Language.values()) {
            Required.field(
                    key + "." + language.tag(), Required.field(key, texts).get(language.tag()));
        }
    }

    /** The text in a language; the constructor has seen to it that there is one. */
    public static <T> T in(Language language, Map<String, T> texts) {
        return Required.field(language.tag(), texts.get(language.tag()));
    }
}
