package cn.mejene.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * HTTPS by curl: this process's own TLS would cost more than the server's. Whom it talks to it does not check.
 *
 * @param program where curl is
 */
public record Curl(Path program) implements Carrier {
    private static final int BUFFER = 1 << 20;

    @Override
    public Answer send(int port, String head, Path file, Wire.Pace pace) throws IOException {
        var out = new StringBuilder();
        run(
                port,
                head,
                List.of("-i", "-T", file.toString()),
                bytes -> out.append(StandardCharsets.UTF_8.decode(bytes)));
        var end = out.indexOf("\r\n\r\n") + 4;
        if (end < 4) {
            throw new IOException("curl had no answer");
        }
        var fields = out.substring(0, end);
        return new Answer(Integer.parseInt(fields.substring(9, 12)), fields, out.substring(end));
    }

    @Override
    public Answer fetch(int port, String head, Consumer<ByteBuffer> taker) throws IOException {
        run(port, head, List.of("--fail"), taker);
        return new Answer(200, "", "");
    }

    private void run(int port, String head, List<String> more, Consumer<ByteBuffer> taker) throws IOException {
        var lines = head.lines().toList();
        var first = lines.getFirst().split(" ", -1);
        var command = new ArrayList<>(List.of(program.toString(), "-sSk", "--http1.1", "-X", first[0]));
        command.addAll(List.of("-H", "Expect:"));
        command.addAll(more);
        lines.stream()
                .skip(1)
                .filter(line -> !line.isEmpty() && !line.startsWith("Host:") && !line.startsWith("Content-Length:"))
                .forEach(line -> command.addAll(List.of("-H", line)));
        command.add("https://127.0.0.1:" + port + first[1]);
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var in = process.getInputStream()) {
            pass(in, taker);
            if (process.waitFor() != 0) {
                throw new IOException("curl ended with code " + process.exitValue());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void pass(InputStream in, Consumer<ByteBuffer> taker) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            taker.accept(ByteBuffer.wrap(buffer, 0, read));
        }
    }
}
