package cn.mejene.gateway.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Requests whose end can be understood in two ways, each with another request hidden in it. Stateless. */
final class SmugglingCorpus {
    private static final String BODY = EdgeClient.GOOD_BODY;

    /** Codings that some read as chunked and others do not. */
    private static final List<String> CODINGS = List.of(
            "Transfer-Encoding: chunked",
            "transfer-encoding: CHUNKED",
            "Transfer-Encoding:chunked",
            "Transfer-Encoding:\tchunked",
            "Transfer-Encoding: chunked\t",
            "Transfer-Encoding : chunked",
            "Transfer-Encoding\t: chunked",
            " Transfer-Encoding: chunked",
            "Transfer-Encoding: xchunked",
            "Transfer-Encoding: chunkedx",
            "Transfer-Encoding: chunked;q=1",
            "Transfer-Encoding: \"chunked\"",
            "Transfer-Encoding: chunked, identity",
            "Transfer-Encoding: identity, chunked",
            "Transfer-Encoding: identity",
            "Transfer-Encoding: gzip",
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: chunked, chunked",
            "Transfer-Encoding: ,chunked",
            "Transfer-Encoding: chunked,",
            "Transfer-Encoding:",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
            "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding:\r\n chunked",
            "Transfer-Encoding: chu\r\n nked",
            "X-One: y\r\n Transfer-Encoding: chunked",
            "X-One: y\nTransfer-Encoding: chunked",
            "X-One: y\rTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\u000b",
            "Transfer-Encoding: \u000bchunked",
            "Transfer-Encoding: \u0000chunked",
            "Transfer-Encoding: chunked\u0000",
            "Transfer-Encoding: \u00a0chunked",
            "Transfer\u0000-Encoding: chunked",
            "Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked");

    /** By RFC 9112, 5.2, a part of the field before: then nothing is hidden where the coding alone would hide it. */
    private static final List<String> FOLDED =
            List.of(" Transfer-Encoding: chunked", "X-One: y\r\n Transfer-Encoding: chunked");

    /** Lengths that some read as another number than %d. */
    private static final List<String> LENGTHS = List.of(
            "Content-Length: %d\r\nContent-Length: 0",
            "Content-Length: 0\r\nContent-Length: %d",
            "Content-Length: %d\r\nContent-Length: %<d",
            "Content-Length: %d, %<d",
            "Content-Length: 0, %d",
            "Content-Length: %d,",
            "Content-Length: +%d",
            "Content-Length: -%d",
            "Content-Length: 0%d",
            "Content-Length: 0x%x",
            "Content-Length: %de0",
            "Content-Length: %d.0",
            "Content-Length: %d 0",
            "Content-Length: 0 %d",
            "Content-Length : %d",
            "Content-Length:\r\n %d",
            "Content-Length: 0\r\n %d",
            "Content-Length: %d\u000b",
            "Content-Length: \u0000%d",
            "Content-Length: \u00a0%d",
            "Content-Length: \u0661%d",
            "Content-Length: 18446744073709551616%d",
            "X-One: y\nContent-Length: %d",
            "X-One: y\rContent-Length: %d",
            "Connection: Content-Length\r\nContent-Length: %d");

    /** Chunked bodies that some end at another place; {@code @} stands for what is hidden, {@code #} for its length. */
    private static final List<String> CHUNKS = List.of(
            "#;a=b\r\n@\r\n0\r\n\r\n",
            "#;a=\"b\r\n@\r\n0\r\n\r\n",
            "#;\n@\r\n0\r\n\r\n",
            "#;a=\"\n@\r\n0\r\n\r\n\"",
            "#\n@\r\n0\r\n\r\n",
            "#\r@\r\n0\r\n\r\n",
            "#\r\n@\n0\n\n",
            "#\r\n@0\r\n\r\n",
            "# \r\n@\r\n0\r\n\r\n",
            " #\r\n@\r\n0\r\n\r\n",
            "+#\r\n@\r\n0\r\n\r\n",
            "-#\r\n@\r\n0\r\n\r\n",
            "0x#\r\n@\r\n0\r\n\r\n",
            "0#\r\n@\r\n0\r\n\r\n",
            "10000000000000000#\r\n@\r\n0\r\n\r\n",
            "#_\r\n@\r\n0\r\n\r\n",
            "#\r\n@\r\n00\r\n\r\n",
            "#\r\n@\r\n0;x\r\n\r\n",
            "#\r\n@\r\n0\r\nContent-Length: 0\r\n\r\n",
            "#\r\n@\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n",
            "#\r\n@\r\n0\r\n X: y\r\n\r\n",
            "#\r\n@\r\n0\r\nno colon\r\n\r\n",
            "\r\n@\r\n0\r\n\r\n",
            "\u0000\r\n@\r\n0\r\n\r\n",
            "1\r\nZZ\r\n#\r\n@\r\n0\r\n\r\n",
            "2\r\nZ\r\n#\r\n@\r\n0\r\n\r\n");

    private SmugglingCorpus() {}

    /** The path by which a hidden request of this number would be known. */
    static String hiddenPath(int number) {
        return "/v1/things/hidden-" + number;
    }

    /** All of it, each request beginning with its number in the order of the list. */
    static List<String> requests() {
        var all = new ArrayList<String>();
        for (var coding : CODINGS) {
            all.add(byLength(all.size(), coding));
            if (!FOLDED.contains(coding)) {
                all.add(byChunks(all.size(), coding));
                all.add(byNothing(all.size(), coding));
            }
        }
        for (var length : LENGTHS) {
            var hidden = hidden(all.size());
            all.add(head("POST", "HTTP/1.1", length.formatted(hidden.length())) + hidden);
        }
        for (var chunks : CHUNKS) {
            var hidden = hidden(all.size());
            var body = chunks.replace("#", Integer.toHexString(hidden.length())).replace("@", hidden);
            all.add(head("POST", "HTTP/1.1", "Transfer-Encoding: chunked") + body);
        }
        for (var version : List.of("HTTP/1.0", "HTTP/1.2", "HTTP/0.9", "http/1.1", "HTTP/1.1 ", "HTTP/2.0")) {
            var hidden = hidden(all.size());
            var chunk = Integer.toHexString(hidden.length()) + "\r\n" + hidden + "\r\n0\r\n\r\n";
            all.add(head("POST", version, "Transfer-Encoding: chunked") + chunk);
        }
        for (var method : List.of("GET", "HEAD", "DELETE", "OPTIONS")) {
            var hidden = hidden(all.size());
            all.add(head(method, "HTTP/1.1", "Content-Length: " + hidden.length()) + hidden);
        }
        all.add(upgrade(all.size()));
        return List.copyOf(all);
    }

    /** Whoever heeds the length takes all for the body; whoever heeds the chunks ends before what is hidden. */
    private static String byLength(int number, String coding) {
        var body = Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n0\r\n\r\n" + hidden(number);
        return head("POST", "HTTP/1.1", "Content-Length: " + body.length() + "\r\n" + coding) + body;
    }

    /** Whoever heeds the chunks takes all for the body; whoever heeds the length ends before what is hidden. */
    private static String byChunks(int number, String coding) {
        var size = Integer.toHexString(hidden(number).length()) + "\r\n";
        return head("POST", "HTTP/1.1", coding + "\r\nContent-Length: " + size.length())
                + size
                + hidden(number)
                + "\r\n0\r\n\r\n";
    }

    /** Whoever does not understand the coding may believe that there is no body. */
    private static String byNothing(int number, String coding) {
        return head("POST", "HTTP/1.1", coding) + hidden(number);
    }

    private static String upgrade(int number) {
        var hidden = hidden(number);
        return head(
                        "POST",
                        "HTTP/1.1",
                        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"
                                + "Content-Length: " + hidden.length())
                + hidden;
    }

    private static String head(String method, String version, String fields) {
        return method + " /v1/things " + version
                + "\r\nHost: a\r\nAuthorization: Bearer member\r\nIdempotency-Key: k\r\nContent-Type: application/json\r\n"
                + fields + "\r\n\r\n";
    }

    private static String hidden(int number) {
        return "GET " + hiddenPath(number) + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer member\r\n\r\n";
    }

    static byte[] bytes(String request) {
        return request.getBytes(StandardCharsets.ISO_8859_1);
    }
}
