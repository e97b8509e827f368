package cn.mejene.launcher;

import cn.mejene.audit.tree.SigningKey;
import cn.mejene.audit.tree.VerifierKey;
import cn.mejene.audit.verify.Witness;
import cn.mejene.audit.verify.WitnessRound;
import cn.mejene.audit.verify.WitnessServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code audit witness}: cosigns a log's checkpoints, fetched from a node or sent by anybody (C2SP tlog-witness). Runs
 * until it is stopped; exit code 1 means that a checkpoint did not begin with the last one.
 */
@Command(name = "witness", description = "Cosign checkpoints that begin with the last one; run it away from the log.")
final class AuditWitnessCommand implements Callable<Integer> {
    private final PrintStream out;

    @Option(names = "--state", required = true, description = "folder that keeps the witness's key and last checkpoint")
    private Path state = Path.of("");

    @Option(names = "--log", required = true, description = "the log's key, or a file with it")
    private String log = "";

    @Option(names = "--name", defaultValue = "witness", description = "the witness's name (default: witness)")
    private String name = "witness";

    @Option(names = "--url", description = "node to fetch checkpoints from")
    private @Nullable URI url;

    @Option(names = "--every", defaultValue = "PT10S", description = "how often to fetch (default: PT10S)")
    private Duration every = Duration.ofSeconds(10);

    @Option(names = "--once", description = "fetch once and end")
    private boolean once;

    @Option(names = "--listen", description = "port on 127.0.0.1 that takes POST /add-checkpoint")
    private @Nullable Integer port;

    AuditWitnessCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var signing = key();
        out.println("witness: " + signing.verifier());
        var known = LogKeys.given(log).orElseThrow();
        try (var witness = new Witness(state, known, signing, InstantSource.system());
                var server = port == null
                        ? null
                        : WitnessServer.start(witness, new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            if (server != null) {
                out.println("listening: http://127.0.0.1:" + server.port());
            }
            return run(witness);
        }
    }

    private int run(Witness witness) throws InterruptedException {
        while (true) {
            if (url != null && !fetch(witness, url)) {
                return 1;
            }
            if (once) {
                return 0;
            }
            TimeUnit.MILLISECONDS.sleep(every.toMillis());
        }
    }

    /** A node that does not answer is asked again; one that answers with another history ends the witness. */
    private boolean fetch(Witness witness, URI node) {
        try {
            var answer = WitnessRound.run(witness, node);
            if (answer.status() == 200) {
                out.print(answer.body());
                return true;
            }
            out.println("NOT COSIGNED: the checkpoint does not begin with the last one (" + answer.status() + ")");
            return false;
        } catch (IOException e) {
            out.println("not reached: " + e.getMessage());
            return !once;
        }
    }

    private SigningKey key() throws IOException {
        var file = state.resolve("key");
        Files.createDirectories(state);
        if (!Files.exists(file)) {
            var pair = SigningKey.make();
            var text = new VerifierKey(name, VerifierKey.WITNESS, pair.publicKey()) + "\n"
                    + Base64.getEncoder().encodeToString(pair.pkcs8()) + "\n";
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, text);
        }
        var lines = Files.readAllLines(file);
        return SigningKey.of(
                VerifierKey.parse(lines.get(0)), Base64.getDecoder().decode(lines.get(1)));
    }
}
