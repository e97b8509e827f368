package cn.mejene.launcher;

import cn.mejene.audit.tree.VerifierKey;
import cn.mejene.audit.verify.EvidenceChain;
import cn.mejene.audit.verify.EvidenceVerifier;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evidence verify}: verifies bundles offline. Exit code 1: they prove nothing, or are no chain. */
@Command(name = "verify", description = "Verify evidence bundles offline; of several, that they are one chain.")
final class EvidenceVerifyCommand implements Callable<Integer> {
    private final PrintStream out;
    private final OwnFolder own;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "a bundle, as GET /v1/evidence/{id} or a warranty card's evidence answers it")
    private List<Path> files = List.of();

    @Option(
            names = "--key",
            description =
                    "the log's published key, or a file with it (default: a key that audit verify pinned, else the bundle's own, with a warning)")
    private @Nullable String key;

    EvidenceVerifyCommand(PrintStream out, OwnFolder own) {
        this.out = out;
        this.own = own;
    }

    @Override
    public Integer call() throws IOException {
        try {
            var given = LogKeys.given(key);
            var findings = new ArrayList<EvidenceVerifier.Finding>();
            for (var file : files) {
                var bundle = Files.readAllBytes(file);
                var used = given.isPresent() ? given.get() : named(bundle);
                var finding = EvidenceVerifier.verify(bundle, used);
                findings.add(finding);
                tell(finding, used);
            }
            EvidenceChain.verify(findings);
            return 0;
        } catch (IllegalArgumentException e) {
            out.println("NOT SOUND: " + e.getMessage());
            return 1;
        }
    }

    /** The bundle's own word for the key: what audit verify has pinned here has to be it, once there is any. */
    private VerifierKey named(byte[] bundle) throws IOException {
        var named = EvidenceVerifier.namedKey(bundle);
        var pinned = own.pinned();
        if (pinned.isEmpty()) {
            out.println("WARNING: the key is the one that the bundle names, and anybody can sign with a key of his own:"
                    + " compare it with the published one, or give that with --key");
        } else if (pinned.stream().noneMatch(key -> key.toString().equals(named.toString()))) {
            throw new IllegalArgumentException("the bundle names another key than audit verify has pinned: " + named);
        }
        return named;
    }

    private void tell(EvidenceVerifier.Finding finding, VerifierKey used) {
        out.println("sound: " + finding.id() + " of " + finding.at() + ", leaf " + finding.index() + " of "
                + finding.size());
        out.println(finding.statement().toPrettyString());
        out.println("log: " + used);
    }
}
