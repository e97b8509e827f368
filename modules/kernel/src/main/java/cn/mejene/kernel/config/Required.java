package cn.mejene.kernel.config;

import org.jspecify.annotations.Nullable;

/** Checks for the compact constructors of configuration records; the failure names the missing key. */
public final class Required {
    private Required() {}

    public static <T> T field(String key, @Nullable T value) {
        if (value == null) {
            throw new ConfigException("the key '" + key + "' is missing");
        }
        return value;
    }
}
