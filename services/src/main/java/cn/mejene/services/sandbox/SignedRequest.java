package cn.mejene.services.sandbox;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request as its signature sees it. Immutable; the body is not copied.
 *
 * @param method in capitals
 * @param path as sent
 * @param query decoded parameters of the address, not of the body
 * @param headers by name in lower case
 * @param body as received
 */
record SignedRequest(String method, String path, Map<String, String> query, Map<String, String> headers, byte[] body) {
    SignedRequest {
        query = new TreeMap<>(query);
        var lower = new TreeMap<String, String>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value.strip()));
        headers = lower;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
