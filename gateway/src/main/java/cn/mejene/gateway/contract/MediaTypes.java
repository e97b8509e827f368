package cn.mejene.gateway.contract;

/** Which media types are JSON. */
public final class MediaTypes {
    private MediaTypes() {}

    /** @param mediaType lower case, without parameters */
    public static boolean isJson(String mediaType) {
        return mediaType.equals("application/json") || mediaType.endsWith("+json");
    }
}
