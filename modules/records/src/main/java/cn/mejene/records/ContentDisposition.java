package cn.mejene.records;

import cn.mejene.kernel.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads the file name of a {@code Content-Disposition} field (RFC 6266, RFC 8187); the extended form wins. */
final class ContentDisposition {
    /** One parameter after the type; a quoted value may hold anything that looks like another parameter. */
    private static final Pattern PARAMETER =
            Pattern.compile("\\s*;\\s*([^=;\"\\s]+)\\s*=\\s*(\"(?:[^\"\\\\]++|\\\\.)*+\"|[^;\"]*+)", Pattern.DOTALL);

    private static final Pattern EXTENDED = Pattern.compile("(?i)UTF-8'[^']*'(.*)");
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)", Pattern.DOTALL);
    private static final int LONGEST = 200;

    private ContentDisposition() {}

    /** The name's last part, cleaned; empty when the field has none. Reading ends where the field is not well formed. */
    static String filename(String field) {
        String plain = "";
        var parameter = PARAMETER.matcher(field);
        int type = field.indexOf(';');
        int at = type < 0 ? field.length() : type;
        while (parameter.region(at, field.length()).lookingAt()) {
            var name = parameter.group(1).toLowerCase(Locale.ROOT);
            var value = parameter.group(2).strip();
            var extended = EXTENDED.matcher(value);
            if (name.equals("filename*") && extended.matches()) {
                return clean(decode(extended.group(1)));
            }
            if (name.equals("filename") && plain.isEmpty()) {
                plain = clean(unquoted(value));
            }
            at = parameter.end();
        }
        return plain;
    }

    private static String unquoted(String value) {
        return value.startsWith("\"")
                ? ESCAPED.matcher(value.substring(1, value.length() - 1)).replaceAll("$1")
                : value;
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
        char high = text.charAt(at);
        char low = text.charAt(at + 1);
        return HexFormat.isHexDigit(high) && HexFormat.isHexDigit(low)
                ? HexFormat.fromHexDigit(high) * 16 + HexFormat.fromHexDigit(low)
                : -1;
    }

    /** The last part of a path, without what does not print. */
    static String clean(String name) {
        var last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        var printable = last.codePoints()
                .filter(ContentDisposition::printable)
                .limit(LONGEST)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        return printable.equals(".") || printable.equals("..") ? "" : printable;
    }

    /** No controls, no marks that turn the direction of text, no line ends of any kind, no halves of characters. */
    private static boolean printable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    private static Problem malformed() {
        return Problem.invalid("#Content-Disposition", "malformed", "The file name is not encoded as RFC 8187 says.");
    }
}
