package cn.mejene.records;

import cn.mejene.kernel.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Reads the file name of a {@code Content-Disposition} field (RFC 6266, RFC 8187); the extended form wins. */
final class ContentDisposition {
    private static final Pattern EXTENDED = Pattern.compile("(?i);\\s*filename\\*\\s*=\\s*UTF-8'[^']*'([^;\\s]*)");
    private static final Pattern QUOTED = Pattern.compile("(?i);\\s*filename\\s*=\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern TOKEN = Pattern.compile("(?i);\\s*filename\\s*=\\s*([^\";\\s]+)");
    private static final int LONGEST = 200;

    private ContentDisposition() {}

    /** The name's last part, cleaned; empty when the field has none. */
    static String filename(String field) {
        var extended = EXTENDED.matcher(field);
        if (extended.find()) {
            return clean(decode(extended.group(1)));
        }
        var quoted = QUOTED.matcher(field);
        if (quoted.find()) {
            return clean(quoted.group(1).replaceAll("\\\\(.)", "$1"));
        }
        var token = TOKEN.matcher(field);
        return token.find() ? clean(token.group(1)) : "";
    }

    private static String decode(String text) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' && i + 2 < text.length() && hex(text, i + 1) >= 0) {
                bytes.write(hex(text, i + 1));
                i += 2;
            } else if (c == '%' || c > 126) {
                throw malformed();
            } else {
                bytes.write(c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed();
        }
    }

    private static int hex(String text, int at) {
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    private static String clean(String name) {
        var last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        var printable = last.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
                .limit(LONGEST)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        return printable.equals(".") || printable.equals("..") ? "" : printable;
    }

    private static Problem malformed() {
        return Problem.invalid("#Content-Disposition", "malformed", "The file name is not encoded as RFC 8187 says.");
    }
}
