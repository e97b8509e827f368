package cn.mejene.audit.verify;

import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.tree.TilePath;
import cn.mejene.audit.tree.TreeHash;
import cn.mejene.audit.tree.VerifierKey;
import cn.mejene.kernel.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The log as a node serves it: checkpoint and tiles, with the token of an auditor the leaves too. No bodies. Reads tiles
 * as any reader of C2SP tlog-tiles would.
 */
public final class UrlCopy implements LogCopy {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final URI base;
    private final @Nullable String token;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private @Nullable SignedNote note;

    /**
     * @param base e.g. {@code http://127.0.0.1:8080}
     * @param token access token of an auditor or officer, or null
     */
    public UrlCopy(URI base, @Nullable String token) {
        this.base = base;
        this.token = token;
    }

    @Override
    public VerifierKey key() throws IOException {
        return VerifierKey.parse(
                Json.mapper().readTree(get("/v1/audit/key")).path("key").asText());
    }

    @Override
    public Optional<SignedNote> checkpoint() throws IOException {
        if (note == null) {
            note = SignedNote.parse(new String(get("/v1/audit/checkpoint"), StandardCharsets.UTF_8));
        }
        return Optional.of(note);
    }

    @Override
    public boolean hasBodies() {
        return false;
    }

    @Override
    public Instant asOf() {
        return Instant.EPOCH;
    }

    @Override
    public void read(long size, Reader reader) throws IOException {
        boolean more = true;
        for (long tile = 0; more && tile * TilePath.FULL < size; tile++) {
            more = read(tile, TilePath.width(0, tile, size), reader);
        }
    }

    private boolean read(long tile, int width, Reader reader) throws IOException {
        var hashes = get("/v1/audit/tile/" + new TilePath(0, tile, width));
        var leaves = token == null
                ? null
                : ByteBuffer.wrap(get("/v1/audit/tile/" + new TilePath(TilePath.ENTRIES, tile, width)));
        for (int i = 0; i < width; i++) {
            var hash = Arrays.copyOfRange(hashes, i * TreeHash.SIZE, (i + 1) * TreeHash.SIZE);
            var leaf = leaves == null ? null : next(leaves);
            if (!reader.read(new Entry(tile * TilePath.FULL + i, hash, leaf, null, null, null))) {
                return false;
            }
        }
        return true;
    }

    private static byte[] next(ByteBuffer leaves) {
        var leaf = new byte[Short.toUnsignedInt(leaves.getShort())];
        leaves.get(leaf);
        return leaf;
    }

    /** The proof that the log only grew between two sizes, as the node gives it. */
    public byte[] consistency(long first, long second) throws IOException {
        return get("/v1/audit/proofs/consistency?first=" + first + "&second=" + second);
    }

    private byte[] get(String path) throws IOException {
        var request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IOException(path + " answered " + answer.statusCode());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
