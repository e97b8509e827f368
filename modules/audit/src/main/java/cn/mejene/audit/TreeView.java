package cn.mejene.audit;

import cn.mejene.audit.sequence.TransparencyLog;
import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.tree.TilePath;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The signed tree for whoever verifies it: key, checkpoint, proofs, tiles. It holds nothing about anybody. */
final class TreeView {
    private static final String LONG_LIVED = "public, max-age=31536000, immutable";

    private final TransparencyLog log;

    /**
     * @param key verifier key, C2SP signed-note
     * @param publicKey Ed25519, 32 bytes, base 64
     */
    record Key(String origin, String key, String publicKey) {}

    /**
     * @param hashes base 64, the leaf's sibling first
     * @param proof C2SP tlog-proof, when it was asked for by entry
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Inclusion(
            long index,
            long size,
            List<String> hashes,
            @Nullable String proof) {}

    /** @param hashes base 64, RFC 6962 section 2.1.2 */
    record Consistency(long first, long second, List<String> hashes) {}

    TreeView(TransparencyLog log) {
        this.log = log;
    }

    Answer key() {
        var key = log.key().verifier();
        return Answer.ok(new Key(key.name(), key.toString(), Base64.getEncoder().encodeToString(key.key())));
    }

    Answer checkpoint() {
        var note = log.checkpoint().orElseThrow(TreeView::notYet);
        return raw("text/plain; charset=utf-8", Buffer.buffer(note.toString()), "no-store");
    }

    /** By the entry's id, in the last signed tree; or by index and size. */
    Answer inclusion(Call call) {
        var entry = call.query("entry");
        if (entry.isPresent()) {
            var proof = log.proofs(List.of(entry.get())).get(entry.get());
            if (proof == null) {
                throw notYet();
            }
            long size = Checkpoint.of(proof.checkpoint()).size();
            return Answer.ok(new Inclusion(proof.index(), size, base64(proof.path()), proof.toString()));
        }
        long index = number(call, "index");
        long size = number(call, "size");
        return Answer.ok(new Inclusion(index, size, base64(log.inclusion(index, size)), null));
    }

    Answer consistency(Call call) {
        long first = number(call, "first");
        long second = number(call, "second");
        return Answer.ok(new Consistency(first, second, base64(log.consistency(first, second))));
    }

    Answer tile(Call call) {
        return tile(call.path("level"), call.path(), LONG_LIVED);
    }

    /** Not for everybody, so for no cache either. */
    Answer entries(Call call) {
        return tile("entries", call.path(), "no-store");
    }

    private Answer tile(String level, Map<String, String> path, String cache) {
        var text = Stream.of("a", "b", "c")
                .filter(path::containsKey)
                .map(path::get)
                .collect(Collectors.joining("/", level + "/", ""));
        return raw("application/octet-stream", Buffer.buffer(log.tile(parse(text))), cache);
    }

    private static TilePath parse(String text) {
        try {
            return TilePath.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.notFound("tile");
        }
    }

    private static long number(Call call, String name) {
        return call.query(name)
                .map(Long::parseLong)
                .orElseThrow(() -> Problem.invalid("#" + name, "required", "Name an entry, or index and size."));
    }

    private static List<String> base64(List<byte[]> hashes) {
        return hashes.stream().map(Base64.getEncoder()::encodeToString).toList();
    }

    private static Answer raw(String type, Buffer body, String cache) {
        return new Answer(200, Map.of("Content-Type", type, "Cache-Control", cache), body);
    }

    private static Problem notYet() {
        return Problem.conflict("not-sequenced", "It is not in the signed tree, or not yet.")
                .header("Retry-After", "2");
    }
}
