package cn.mejene.kernel.outbound;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a place lies on the mainland, going by the name that a provider or a register gives it. Stateless. */
public final class Region {
    /** How registers and installations of their own say it. */
    public static final String MAINLAND = "CN-mainland";

    /** AWS, Aliyun and Huawei name their regions by the country, of which Hong Kong is a part and no mainland. */
    private static final Pattern OF_THE_COUNTRY = Pattern.compile("(?:oss-)?cn-(?!hongkong)[a-z0-9-]+");

    private static final Set<String> OF_TENCENT =
            Set.of("ap-beijing", "ap-nanjing", "ap-shanghai", "ap-guangzhou", "ap-chengdu", "ap-chongqing");

    private Region() {}

    /** False for a region that nobody named. */
    public static boolean isMainland(@Nullable String name) {
        return name != null
                && (name.equals(MAINLAND) || OF_THE_COUNTRY.matcher(name).matches() || OF_TENCENT.contains(name));
    }
}
