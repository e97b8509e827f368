package cn.mejene.records.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** What the first bytes of a content say it is. Stateless; a signature alone never makes content acceptable. */
final class Signatures {
    /** Archives, compressed data and programs: nothing a record may be, whatever follows. */
    private static final List<byte[]> FOREIGN = List.of(
            text("PK\3\4"),
            text("PK\5\6"),
            text("PK\7\b"),
            hex("1f8b"),
            text("BZh"),
            hex("fd377a585a00"),
            hex("28b52ffd"),
            hex("377abcaf271c"),
            text("Rar!\32"),
            text("MZ"),
            hex("7f454c46"),
            hex("feedface"),
            hex("feedfacf"),
            hex("cefaedfe"),
            hex("cffaedfe"),
            hex("cafebabe"),
            text("#!"),
            hex("feff"),
            hex("fffe"));

    private static final byte[] UTF8_MARK = hex("efbbbf");
    private static final byte[] JPEG = hex("ffd8ff");
    private static final byte[] PNG = hex("89504e470d0a1a0a");
    private static final byte[] DICM = text("DICM");
    private static final byte[] PDF = text("%PDF-");
    private static final int DICM_AT = 128;

    private Signatures() {}

    static boolean isForeign(byte[] head) {
        return FOREIGN.stream().anyMatch(signature -> startsWith(head, 0, signature)) || isMarkup(head);
    }

    static boolean isPly(byte[] head) {
        return startsWith(head, 0, text("ply\n")) || startsWith(head, 0, text("ply\r\n"));
    }

    static boolean isDicom(byte[] head) {
        return startsWith(head, DICM_AT, DICM);
    }

    static boolean isDocument(byte[] head) {
        return isPdf(head) || isJpeg(head) || isPng(head);
    }

    static boolean isPdf(byte[] head) {
        return startsWith(head, 0, PDF);
    }

    static boolean isJpeg(byte[] head) {
        return startsWith(head, 0, JPEG);
    }

    static boolean isPng(byte[] head) {
        return startsWith(head, 0, PNG);
    }

    /** HTML, SVG, XML: a tag, a declaration or a comment after optional white space. */
    private static boolean isMarkup(byte[] head) {
        var at = startsWith(head, 0, UTF8_MARK) ? UTF8_MARK.length : 0;
        while (at < head.length && Tokens.isSpace(head[at])) {
            at++;
        }
        return at + 1 < head.length && head[at] == '<' && opensTag(head[at + 1]);
    }

    private static boolean opensTag(byte next) {
        return next == '!' || next == '?' || next == '/' || Character.isLetter(next);
    }

    private static boolean startsWith(byte[] head, int at, byte[] signature) {
        var end = at + signature.length;
        return head.length >= end && Arrays.equals(head, at, end, signature, 0, signature.length);
    }

    private static byte[] text(String signature) {
        return signature.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] hex(String signature) {
        return HexFormat.of().parseHex(signature);
    }
}
