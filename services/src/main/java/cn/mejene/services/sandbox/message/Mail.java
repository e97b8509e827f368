package cn.mejene.services.sandbox.message;

import cn.mejene.services.sandbox.SentMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A mail with one plain text, read back as a reader would see it. Knows the encodings that our mails have.
 *
 * @param fields header fields by lower-case name, decoded
 */
record Mail(Map<String, String> fields, String text) {
    /** Six digits that stand by themselves are a code, here where codes are shown to developers. */
    private static final Pattern CODE = Pattern.compile("(?<![0-9])[0-9]{6}(?![0-9])");

    private static final Pattern WORD = Pattern.compile("=\\?[Uu][Tt][Ff]-8\\?([BbQq])\\?([^?]*)\\?=(\\s+(?==\\?))?");

    static Mail parse(String raw) {
        int end = raw.indexOf("\r\n\r\n");
        var head = end < 0 ? raw : raw.substring(0, end);
        var body = end < 0 ? "" : raw.substring(end + 4);
        var fields = new TreeMap<String, String>();
        for (var field : head.replaceAll("\r\n[ \t]+", " ").split("\r\n", -1)) {
            int colon = field.indexOf(':');
            if (colon > 0) {
                fields.put(
                        field.substring(0, colon).toLowerCase(Locale.ROOT),
                        words(field.substring(colon + 1).strip()));
            }
        }
        return new Mail(fields, text(body, fields.getOrDefault("content-transfer-encoding", "7bit")));
    }

    String id() {
        return fields.getOrDefault("message-id", "");
    }

    SentMessage to(String receiver, Instant at) {
        var data = new HashMap<String, String>();
        for (var name : new String[] {"subject", "from", "message-id", "list-unsubscribe", "list-unsubscribe-post"}) {
            var value = fields.get(name);
            if (value != null) {
                data.put(name, value);
            }
        }
        var code = CODE.matcher(text);
        if (code.find()) {
            data.put("code", code.group());
        }
        return new SentMessage("email", receiver, "smtp", text, data, at);
    }

    private static String text(String body, String encoding) {
        return switch (encoding.toLowerCase(Locale.ROOT)) {
            case "base64" -> new String(Base64.getMimeDecoder().decode(body), StandardCharsets.UTF_8);
            case "quoted-printable" -> quoted(body.replace("=\r\n", ""), false);
            default -> body;
        };
    }

    private static String words(String value) {
        return WORD.matcher(value)
                .replaceAll(word -> java.util.regex.Matcher.quoteReplacement(
                        word.group(1).equalsIgnoreCase("b")
                                ? new String(Base64.getDecoder().decode(word.group(2)), StandardCharsets.UTF_8)
                                : quoted(word.group(2), true)));
    }

    private static String quoted(String text, boolean word) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '=' && i + 2 < text.length()) {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(word && c == '_' ? ' ' : c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
