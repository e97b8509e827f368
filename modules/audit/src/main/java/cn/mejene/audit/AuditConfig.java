package cn.mejene.audit;

import cn.mejene.audit.stamp.TimeStampConfig;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * @param origin the log's name in its checkpoints and keys, a URL without scheme; never changes and belongs to one
 *     installation alone
 * @param folder where checkpoints and tiles are kept outside the database
 * @param timeStamps who stamps checkpoints; nobody when missing
 */
public record AuditConfig(
        String origin, Path folder, @Nullable TimeStampConfig timeStamps) {
    private static final Pattern ORIGIN = Pattern.compile("[a-z0-9.:-]+(/[A-Za-z0-9._-]+)*");

    public AuditConfig {
        if (!ORIGIN.matcher(Required.field("origin", origin)).matches()) {
            throw new ConfigException("origin is a URL without its scheme, e.g. mejene.cn/log");
        }
        Required.field("folder", folder);
    }
}
