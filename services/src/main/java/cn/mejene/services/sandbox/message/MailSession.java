package cn.mejene.services.sandbox.message;

import cn.mejene.services.sandbox.Faults;
import cn.mejene.services.sandbox.Payload;
import cn.mejene.services.sandbox.SentMessages;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;

/** One connection to the mail server. Confined to its event loop. */
final class MailSession {
    private static final String PROVIDER = "smtp";
    private static final long SLOW_MILLIS = 3_000;

    private final Vertx vertx;
    private final NetSocket socket;
    private final String login;
    private final SentMessages sent;
    private final Faults faults;
    private final List<String> receivers = new ArrayList<>();
    private final StringBuilder data = new StringBuilder();
    private boolean authentic;
    private boolean inData;

    MailSession(Vertx vertx, NetSocket socket, String password, SentMessages sent, Faults faults) {
        this.vertx = vertx;
        this.socket = socket;
        this.login = Base64.getEncoder().encodeToString(("\0sandbox\0" + password).getBytes(StandardCharsets.UTF_8));
        this.sent = sent;
        this.faults = faults;
    }

    void greet() {
        socket.handler(RecordParser.newDelimited("\r\n", this::line));
        answer("220 sandbox ESMTP");
    }

    private void line(Buffer bytes) {
        var line = bytes.toString(StandardCharsets.UTF_8);
        if (inData) {
            content(line);
        } else {
            command(line);
        }
    }

    private void command(String line) {
        var verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
        switch (verb) {
            case "EHLO" -> answer("250-sandbox\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 AUTH PLAIN");
            case "HELO", "NOOP" -> answer("250 ok");
            case "AUTH" -> authenticate(line);
            case "MAIL" -> begin();
            case "RCPT" -> receiver(line);
            case "DATA" -> startData();
            case "RSET" -> {
                reset();
                answer("250 ok");
            }
            case "QUIT" -> {
                answer("221 bye");
                socket.close();
            }
            default -> answer("502 not implemented");
        }
    }

    private void authenticate(String line) {
        authentic = line.equals("AUTH PLAIN " + login);
        answer(authentic ? "235 ok" : "535 authentication failed");
    }

    private void begin() {
        reset();
        answer(authentic ? "250 ok" : "530 authentication required");
    }

    private void receiver(String line) {
        int open = line.indexOf('<');
        int close = line.indexOf('>');
        if (!authentic || open < 0 || close < open) {
            answer("550 no such mailbox");
            return;
        }
        receivers.add(line.substring(open + 1, close));
        answer("250 ok");
    }

    private void startData() {
        inData = !receivers.isEmpty();
        answer(inData ? "354 go on" : "503 no receivers");
    }

    private void content(String line) {
        if (!line.equals(".")) {
            // A line that begins with a dot was sent with one more.
            data.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            return;
        }
        inData = false;
        end(faults.next(PROVIDER));
    }

    private void end(Faults.Fault fault) {
        switch (fault) {
            case ERROR -> answer("451 local error");
            case REFUSE -> answer("550 no such mailbox");
            case SILENT -> take();
            case SLOW -> {
                take();
                vertx.setTimer(SLOW_MILLIS, _ -> answer("250 taken"));
            }
            case NONE -> {
                take();
                answer("250 taken");
            }
        }
        reset();
    }

    private void take() {
        var mail = Mail.parse(data.toString());
        var told = new HashMap<String, String>();
        mail.fields().forEach((name, value) -> told.put("header." + name, value));
        told.put("text", mail.text());
        told.put("receivers", String.join(" ", receivers));
        sent.payloads().add(new Payload("mail-provider", told));
        for (var receiver : receivers) {
            sent.addOnce(PROVIDER + mail.id() + receiver, mail.to(receiver, Instant.now()));
        }
    }

    private void reset() {
        receivers.clear();
        data.setLength(0);
    }

    private void answer(String text) {
        socket.write(text + "\r\n");
    }
}
