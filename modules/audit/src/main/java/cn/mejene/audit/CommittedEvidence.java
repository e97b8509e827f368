package cn.mejene.audit;

import cn.mejene.audit.sequence.TransparencyLog;
import cn.mejene.audit.tree.Commitment;
import cn.mejene.audit.tree.Leaf;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.EvidenceLog;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Evidence as leaves of the log's tree. Keeps no text. */
final class CommittedEvidence implements EvidenceLog {
    private final TransparencyLog log;

    CommittedEvidence(TransparencyLog log) {
        this.log = log;
    }

    @Override
    public void commit(Tx tx, Statement statement) {
        var commitment = Commitment.of(Commitment.Kind.EVIDENCE, statement.salt(), statement.text());
        log.append(tx, new Leaf(statement.id(), statement.at().truncatedTo(ChronoUnit.MILLIS), commitment));
    }

    @Override
    public Optional<Proof> proof(String id) {
        return Optional.ofNullable(log.proofs(List.of(id)).get(id)).map(proof -> {
            var leaf = new String(proof.leaf(), StandardCharsets.US_ASCII);
            var signature = log.key().signing().sign(leaf).signatures().getFirst();
            return new Proof(proof.toString(), signature, log.key().verifier().toString());
        });
    }
}
