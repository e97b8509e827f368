package cn.mejene.chaos.storage;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Pacer;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.Scan;
import cn.mejene.chaos.client.SocketExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Uploads under file names that are none: paths, devices, ends of lines, turns of direction, bytes that are no text. The
 * store's files must be called by their own ids, no answer may carry the name in a head. For one thread.
 */
final class FileNames {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CREATED = 201;
    private static final int OK = 200;
    private static final Pattern STORED = Pattern.compile("(aside|blobs/[0-9a-f]{2}/[0-9a-f]{2})/[0-9a-f]{32}");
    private static final Pattern SAFE = Pattern.compile("attachment; filename=\"[A-Za-z0-9][A-Za-z0-9._-]*\"");

    private static final List<String> NAMES = List.of(
            "../../../etc/passwd",
            "..\\..\\windows\\win.ini",
            "/etc/shadow",
            "C:\\autoexec.bat",
            "\\\\server\\share\\x",
            "....//....//x",
            "..%2f..%2fx",
            "..%252fx",
            "\u2025/x",
            "\u2044etc\u2044x",
            "\uff0e\uff0e\uff0fx",
            ".",
            "..",
            "",
            " ",
            ".htaccess",
            "~root",
            "$(id)",
            "`id`",
            "x;id",
            "x|id",
            "x&id",
            "-rf",
            "--help",
            "*",
            "?",
            "x\u0000.stl",
            "\u0000",
            "x\r\nSet-Cookie: a=b",
            "x\nX-Evil: 1",
            "x\rX-Evil: 1",
            "x\u0085y",
            "x\u2028y",
            "x\u2029y",
            "x\u000by",
            "x\u000cy",
            "x\u007fy",
            "x\u001b[31my",
            "lts.exe\u202Efdp",
            "\u2066x\u2069",
            "\u200ex\u200f",
            "\uFEFFx",
            "x\u200by",
            "CON",
            "PRN.stl",
            "AUX",
            "NUL",
            "COM1",
            "LPT9.txt",
            "CLOCK$",
            "x.",
            "x ",
            "x::$DATA",
            "desktop.ini",
            "x\"y",
            "x\\\"y",
            "x'y",
            "x<y>z",
            "<script>alert(1)</script>",
            "x.stl.exe",
            "x.html",
            "x.svg",
            "\u53e3\u8154.stl",
            "\uD83E\uDDB7.stl",
            "e\u0301.stl",
            "\u00e9.stl",
            "i\u0307.stl",
            "\ufb01.stl",
            "a".repeat(255),
            "a".repeat(256),
            "a".repeat(4_000),
            "\u53e3".repeat(300),
            "/".repeat(500),
            "../".repeat(300) + "x",
            "%",
            "%zz",
            "%00",
            "{{7*7}}",
            "${jndi:ldap://x}",
            "'; DROP TABLE record; --",
            "undefined",
            "null");

    /** Encoded bytes that are no UTF-8, overlong, or halves of characters. */
    private static final List<String> ENCODED = List.of(
            "%C0%AE%C0%AE%C0%AF",
            "%E0%80%AF",
            "%F0%80%80%AF",
            "%FC%80%80%80%80%AF",
            "%C0%80",
            "%ED%A0%80",
            "%ED%BF%BF",
            "%F4%90%80%80",
            "%FF%FE",
            "%80",
            "%C3",
            "%E5%8F",
            "%2e%2e%2f%2e%2e%2fx",
            "%252e%252e%252fx",
            "%0d%0aX-Evil:%201",
            "%u002e%u002e",
            "%",
            "%4");

    private final Stage stage;
    private final Patient patient;
    private final String word;
    private final Random random;

    FileNames(Stage stage, Patient patient, String word) {
        this.stage = stage;
        this.patient = patient;
        this.word = word;
        this.random = new Random(stage.random().nextLong());
    }

    /** @param count how many names, each in one of the forms that a field can have */
    void run(int count) throws IOException {
        patient.signIn(1);
        var before = strangers();
        for (int i = 0; i < count; i++) {
            send(
                    field(i),
                    stage.installation().allNodes().get(i % stage.installation().nodes()));
            stage.tally().count(Figure.FILE_NAME);
        }
        strangers().stream().filter(path -> !before.contains(path)).forEach(path -> stage.tally()
                .violated(Zero.NAME_LEAKED, "a path of the store"));
    }

    private String field(int number) {
        int names = NAMES.size();
        if (number >= 5 * names + ENCODED.size()) {
            return "attachment; filename=\"" + NAMES.get(random.nextInt(names)) + NAMES.get(random.nextInt(names))
                    + '"';
        }
        if (number >= 5 * names) {
            return "attachment; filename*=UTF-8''" + ENCODED.get(number - 5 * names);
        }
        var name = NAMES.get(number % names);
        return switch (number / names) {
            case 0 -> "attachment; filename*=UTF-8''" + encoded(name);
            case 1 -> "attachment; filename=\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            case 2 -> "attachment; filename=" + name;
            case 3 -> "attachment; filename=\"" + name;
            default -> "attachment; filename=\"safe.stl\"; filename*=UTF-8''" + encoded(name) + "; x=\"" + name;
        };
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private void send(String field, int node) {
        var scan = new Scan(1 + random.nextInt(3), random.nextLong(), word);
        var head = new String(
                SocketExchange.head(
                        patient.signed(Request.of("upload-named", "POST", "/v1/records?kind=oral-scan"))
                                .with("Content-Type", "model/stl")
                                .with("Content-Disposition", "@"),
                        scan.size()),
                StandardCharsets.ISO_8859_1);
        try (var exchange = new SocketExchange(stage.installation().ports().http(node), LIMIT)) {
            exchange.write(head.replace(": @", ": " + field).getBytes(StandardCharsets.UTF_8));
            exchange.write(scan.bytes());
            judge(exchange.answer(node), scan, node);
        } catch (IOException refusedEarly) {
            stage.history().fault("a connection of an odd file name ended", "ends");
        }
    }

    /** Refused, or stored as it was sent under a name that cannot harm. */
    private void judge(Reply reply, Scan scan, int node) {
        if (reply.headers().firstValue("x-evil").isPresent()
                || reply.headers().firstValue("set-cookie").isPresent()) {
            stage.tally().violated(Zero.NAME_LEAKED, "a head of the upload's answer");
        }
        if (reply.status() >= 500 || (reply.isOk() && reply.status() != CREATED)) {
            stage.tally().violated(Zero.SERVER_ERROR, "file name: " + reply.status());
        }
        if (reply.status() != CREATED) {
            return;
        }
        var upload = new Upload(scan, "", false, Upload.Fate.FORGETS);
        upload.stored(reply.text("id"));
        patient.uploads().add(upload);
        var content = patient.client().once(patient.content(reply.text("id")), node, Pacer.FREE);
        var disposition = content.flatMap(answer -> answer.headers().firstValue("content-disposition"));
        if (content.filter(answer -> answer.status() == OK).isEmpty()
                || !SAFE.matcher(disposition.orElse("")).matches()) {
            stage.tally().violated(Zero.NAME_LEAKED, "a head of the download of " + reply.text("id"));
        }
    }

    /** Files of the store that are not called as its files are. */
    private Set<String> strangers() throws IOException {
        var store = stage.installation().data().resolve("vault");
        while (true) {
            try (var files = Files.walk(store)) {
                return files.filter(Files::isRegularFile)
                        .map(store::relativize)
                        .map(Path::toString)
                        .filter(path -> !STORED.matcher(path).matches())
                        .collect(Collectors.toSet());
            } catch (UncheckedIOException goneMeanwhile) {
                Thread.onSpinWait();
            }
        }
    }
}
