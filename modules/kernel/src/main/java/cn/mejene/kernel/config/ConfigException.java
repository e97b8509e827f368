package cn.mejene.kernel.config;

/** The configuration cannot be used; the message is one line that names the file and the full key. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message, null, false, false);
    }
}
