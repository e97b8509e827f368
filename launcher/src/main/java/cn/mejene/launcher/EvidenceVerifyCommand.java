package cn.mejene.launcher;

import cn.mejene.audit.tree.VerifierKey;
import cn.mejene.audit.verify.EvidenceVerifier;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evidence verify}: verifies one bundle offline. Exit code 1: it proves nothing. */
@Command(name = "verify", description = "Verify an evidence bundle offline.")
final class EvidenceVerifyCommand implements Callable<Integer> {
    private final PrintStream out;

    @Parameters(paramLabel = "FILE", description = "the bundle, as GET /v1/evidence/{id} answers it")
    private Path file = Path.of("");

    @Option(
            names = "--key",
            description = "the log's published key, or a file with it (default: the one that the bundle names)")
    private @Nullable String key;

    EvidenceVerifyCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        var bundle = Files.readAllBytes(file);
        try {
            var given = LogKeys.given(key);
            var used = given.isPresent() ? given.get() : EvidenceVerifier.namedKey(bundle);
            tell(EvidenceVerifier.verify(bundle, used), used, given.isPresent());
            return 0;
        } catch (IllegalArgumentException e) {
            out.println("NOT SOUND: " + e.getMessage());
            return 1;
        }
    }

    private void tell(EvidenceVerifier.Finding finding, VerifierKey used, boolean given) {
        out.println("sound: " + finding.id() + " of " + finding.at() + ", leaf " + finding.index() + " of "
                + finding.size());
        out.println(finding.statement().toPrettyString());
        out.println("log: " + used);
        if (!given) {
            out.println("The key is the one that the bundle names: compare it with the published one.");
        }
    }
}
