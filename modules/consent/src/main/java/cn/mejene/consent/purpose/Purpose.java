package cn.mejene.consent.purpose;

import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.privacy.LegalBasis;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One purpose that personal data may be processed for, as the catalogue declares it; texts by language tag.
 *
 * @param id kebab-case name, e.g. {@code clinic-records}
 * @param sensitive whether sensitive personal information is involved, so that the consent is a separate one
 * @param basic whether it belongs to a basic function (policy I)
 * @param legalBasis on which legal basis it stands
 * @param accessPurposes purposes that staff state for accesses which this consent allows
 * @param resources kinds of thing that such accesses may touch
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
        Map<String, String> title,
        Map<String, List<String>> data,
        Map<String, String> necessity,
        Map<String, String> impact,
        Map<String, String> notice) {
    private static final Pattern ID = Pattern.compile("[a-z]+(-[a-z]+)*");

    public Purpose {
        if (!ID.matcher(Required.field("id", id)).matches()) {
            throw new ConfigException("the purpose id '" + id + "' is not kebab-case");
        }
        Required.field(id + ".legalBasis", legalBasis);
        Required.field(id + ".accessPurposes", accessPurposes);
        Required.field(id + ".resources", resources);
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
    static <T> T in(Language language, Map<String, T> texts) {
        return Required.field(language.tag(), texts.get(language.tag()));
    }
}
