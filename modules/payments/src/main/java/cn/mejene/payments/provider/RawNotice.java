package cn.mejene.payments.provider;

import java.util.Map;

/**
 * A notification as it came in: exactly the bytes, and the header fields that the contract names, lower case. Never
 * kept and never logged; it holds more than we may know of a payer.
 */
@SuppressWarnings("ArrayRecordComponent")
public record RawNotice(byte[] body, Map<String, String> headers) {

    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** Shows nothing of it. */
    @Override
    public String toString() {
        return "RawNotice[***]";
    }
}
