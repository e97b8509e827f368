package cn.mejene.kernel.config;

/** A secret from outside the configuration file ({@code env:NAME} or {@code file:PATH}); never shown. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
