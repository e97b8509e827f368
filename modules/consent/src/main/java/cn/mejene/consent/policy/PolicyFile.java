package cn.mejene.consent.policy;

import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code config/policy/policy.yaml}: the versions of the policy and where their texts lie.
 *
 * @param versions every version that is, was or will be in force
 */
public record PolicyFile(List<Version> versions) {

    public PolicyFile {
        if (Required.field("versions", versions).isEmpty()) {
            throw new ConfigException("versions must name at least one version");
        }
    }

    /**
     * @param version name of the version, a date
     * @param effectiveAt from when it is in force
     * @param material whether it changes something that matters (policy VIII)
     * @param authoritativeLanguage the language that prevails
     * @param files text file of each published language
     * @param archived text files that are kept for comparison and not published
     */
    public record Version(
            String version,
            Instant effectiveAt,
            boolean material,
            String authoritativeLanguage,
            Map<String, String> files,
            @Nullable Map<String, String> archived) {

        public Version {
            Required.field("version", version);
            Required.field("effectiveAt", effectiveAt);
            for (var language : Language.values()) {
                Required.field(
                        "files." + language.tag(),
                        Required.field("files", files).get(language.tag()));
            }
            if (!files.containsKey(Required.field("authoritativeLanguage", authoritativeLanguage))) {
                throw new ConfigException("authoritativeLanguage must be one of the languages of files");
            }
        }

        Map<String, String> archive() {
            return archived == null ? Map.of() : archived;
        }
    }
}
