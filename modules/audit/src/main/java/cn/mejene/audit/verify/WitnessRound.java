package cn.mejene.audit.verify;

import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.kernel.Json;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Brings a node's checkpoint to a witness, with the proof that the node gives. Stateless. */
public final class WitnessRound {
    private WitnessRound() {}

    public static Witness.Answer run(Witness witness, URI node) throws IOException {
        try (var copy = new UrlCopy(node, null)) {
            var note = copy.checkpoint().orElseThrow();
            long old = witness.last().map(Checkpoint::of).map(Checkpoint::size).orElse(0L);
            long size = Checkpoint.of(note).size();
            var proof = old == 0 || old >= size ? List.<byte[]>of() : proof(copy, old, size);
            return witness.add(old, proof, note);
        }
    }

    private static List<byte[]> proof(UrlCopy copy, long old, long size) throws IOException {
        var proof = new ArrayList<byte[]>();
        for (var hash : Json.mapper().readTree(copy.consistency(old, size)).path("hashes")) {
            proof.add(Base64.getDecoder().decode(hash.asText()));
        }
        return proof;
    }
}
