package cn.mejene.kernel.node;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.AnswerFormat;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.AnswerSealer;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One effect and one answer per idempotency key (contract, Conventions): a claim in PostgreSQL that lives as long as
 * the node that holds it and the call's deadline, and that commits together with the effect and the sealed answer.
 * Virtual threads only.
 */
final class Idempotency {
    /** A stream's; no claim holds longer. */
    static final Duration LONGEST_CLAIM = Duration.ofMinutes(15);

    private static final Logger LOG = LoggerFactory.getLogger(Idempotency.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Database database;
    private final Holder holder;
    private final Supplier<AnswerSealer> sealer;

    /** What a claim found. Exactly one of the two is there. */
    record Claim(@Nullable Held held, @Nullable Answer answer) {}

    /** The right to act, until the given time of the database. */
    record Held(String principal, String operation, byte[] key, OffsetDateTime until) {
        /** The claim of a stream, as its ticket carried it. */
        static Held of(Call call, String key, String claim) {
            return new Held(call.principal().id(), call.operation(), sha256(key), OffsetDateTime.parse(claim));
        }
    }

    private record Found(byte[] fingerprint, byte @Nullable [] answer, OffsetDateTime until, boolean live) {
        static Found of(Row row) {
            var answer = row.getBuffer("answer");
            return new Found(
                    row.getBuffer("fingerprint").getBytes(),
                    answer == null ? null : answer.getBytes(),
                    row.getOffsetDateTime("claimed_until"),
                    row.getBoolean("live"));
        }
    }

    Idempotency(Database database, Holder holder, Supplier<AnswerSealer> sealer) {
        this.database = database;
        this.holder = holder;
        this.sealer = sealer;
    }

    /** Claims the call's key, or finds the answer it had, waiting for the first to end if it is under way. */
    Claim claim(Call call, String key, Duration lifetime) {
        var hash = sha256(key);
        var fingerprint = fingerprint(call, key);
        var deadline = System.nanoTime() + Math.min(PATIENCE.toNanos(), call.millisLeft() * 900_000);
        while (true) {
            var fresh = insert(call, hash, fingerprint, lifetime);
            if (fresh.isPresent()) {
                return new Claim(fresh.get(), null);
            }
            var settled = find(call, hash).flatMap(found -> settle(call, hash, fingerprint, found, lifetime));
            if (settled.isPresent()) {
                return settled.get();
            }
            if (System.nanoTime() > deadline) {
                throw Problem.conflict(
                                "idempotency-in-progress", "The first call with this Idempotency-Key is still running.")
                        .header("Retry-After", "2");
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    private Optional<Claim> settle(Call call, byte[] hash, byte[] fingerprint, Found found, Duration lifetime) {
        if (!Arrays.equals(found.fingerprint(), fingerprint)) {
            throw Problem.of(
                    422, "idempotency-mismatch", "This Idempotency-Key was used for another request; take a new one.");
        }
        if (found.answer() != null) {
            var opened = sealer.get().open(call.principal().id(), call.operation(), found.answer());
            return Optional.of(new Claim(null, AnswerFormat.read(opened)));
        }
        return found.live()
                ? Optional.empty()
                : takeOver(call, hash, found, lifetime).map(held -> new Claim(held, null));
    }

    private Optional<Held> insert(Call call, byte[] hash, byte[] fingerprint, Duration lifetime) {
        return database.find(
                """
                INSERT INTO kernel.idempotency
                    (principal, operation, key_hash, fingerprint, node, incarnation, claimed_until)
                VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp() + $7 * interval '1 millisecond')
                ON CONFLICT DO NOTHING RETURNING claimed_until
                """,
                row -> held(call, hash, row),
                call.principal().id(),
                call.operation(),
                buffer(hash),
                buffer(fingerprint),
                holder.node(),
                holder.incarnation(),
                (double) lifetime.toMillis());
    }

    private Optional<Found> find(Call call, byte[] hash) {
        return database.find(
                "SELECT fingerprint, answer, claimed_until, claimed_until > clock_timestamp() AND "
                        + Holder.LIVES
                        + " AS live FROM kernel.idempotency AS h"
                        + " WHERE principal = $1 AND operation = $2 AND key_hash = $3",
                Found::of,
                call.principal().id(),
                call.operation(),
                buffer(hash));
    }

    private Optional<Held> takeOver(Call call, byte[] hash, Found found, Duration lifetime) {
        return database.find(
                """
                UPDATE kernel.idempotency
                   SET node = $5, incarnation = $6, claimed_until = clock_timestamp() + $7 * interval '1 millisecond'
                 WHERE principal = $1 AND operation = $2 AND key_hash = $3 AND claimed_until = $4 AND answer IS NULL
                RETURNING claimed_until
                """,
                row -> held(call, hash, row),
                call.principal().id(),
                call.operation(),
                buffer(hash),
                found.until(),
                holder.node(),
                holder.incarnation(),
                (double) lifetime.toMillis());
    }

    private static Held held(Call call, byte[] hash, Row row) {
        return new Held(call.principal().id(), call.operation(), hash, row.getOffsetDateTime("claimed_until"));
    }

    /** Keeps the answer in the transaction of the effect; fails when the claim has gone to another call. */
    void complete(Tx tx, Held held, Answer answer) {
        var sealed = sealer.get().seal(held.principal(), held.operation(), AnswerFormat.write(answer));
        int kept = tx.update("""
            UPDATE kernel.idempotency SET answer = $5
             WHERE principal = $1 AND operation = $2 AND key_hash = $3 AND claimed_until = $4 AND answer IS NULL
            """, held.principal(), held.operation(), buffer(held.key()), held.until(), buffer(sealed));
        if (kept != 1) {
            throw Problem.conflict("idempotency-in-progress", "Another call with this Idempotency-Key took over.");
        }
    }

    /** Gives the key back after a failure, so that a retry may succeed: now, or as soon as the database is back. */
    void release(Held held) {
        try {
            delete(held);
        } catch (Exception unreachable) {
            // An awaited future throws checked exceptions undeclared. A stream's claim outlasts its caller's patience.
            Thread.startVirtualThread(() -> releaseLater(held));
        }
    }

    private void releaseLater(Held held) {
        long end = System.nanoTime() + LONGEST_CLAIM.toNanos();
        for (long pause = 250_000_000; System.nanoTime() < end; pause = Math.min(5_000_000_000L, 2 * pause)) {
            LockSupport.parkNanos(pause);
            try {
                delete(held);
                return;
            } catch (Exception stillUnreachable) {
                LOG.atDebug()
                        .addKeyValue("operation", held.operation())
                        .addKeyValue("cause", stillUnreachable.getClass().getName())
                        .log("idempotency key could not be given back, trying again");
            }
        }
    }

    private void delete(Held held) {
        database.update("""
            DELETE FROM kernel.idempotency
             WHERE principal = $1 AND operation = $2 AND key_hash = $3 AND claimed_until = $4 AND answer IS NULL
            """, held.principal(), held.operation(), buffer(held.key()), held.until());
    }

    /** Salted with the caller's key, of which only a hash is kept, so that a body cannot be guessed from it. */
    private static byte[] fingerprint(Call call, String key) {
        var digest = digest();
        digest.update(key.getBytes(StandardCharsets.UTF_8));
        for (var part : List.of(call.path(), call.query(), call.headers())) {
            var named = new TreeMap<>(part);
            // How the body is sent is not what is sent.
            named.remove("content-length");
            named.forEach((name, value) -> {
                digest.update((name + '\0' + value + '\1').getBytes(StandardCharsets.UTF_8));
            });
            digest.update((byte) 2);
        }
        if (call.body() != null) {
            digest.update(call.body().getBytes());
        }
        return digest.digest();
    }

    private static byte[] sha256(String text) {
        return digest().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Buffer buffer(byte[] bytes) {
        return Buffer.buffer(bytes);
    }
}
