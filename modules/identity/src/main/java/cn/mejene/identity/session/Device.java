package cn.mejene.identity.session;

/**
 * What the app says it runs on; personal data, sealed wherever it is kept.
 *
 * @param model e.g. {@code Pixel 10}
 */
public record Device(String model, String os, String osVersion, String appVersion) {
    /** Shows nothing of the device. */
    @Override
    public String toString() {
        return "Device[***]";
    }
}
