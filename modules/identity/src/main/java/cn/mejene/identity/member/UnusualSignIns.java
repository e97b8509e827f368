package cn.mejene.identity.member;

import cn.mejene.identity.code.AddressIndex;
import cn.mejene.identity.member.FamiliarRepository.Seen;
import cn.mejene.identity.session.Device;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.event.Outbox;
import cn.mejene.vault.KeyRing;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices what a member should hear of: many wrong codes, a new device after wrong codes, more networks in ten minutes
 * than a person can be on (policy I(B)2). It tells, by event and log, and refuses nobody. What it compares are keyed
 * hashes of the model of a device and of the block of addresses. Virtual threads only.
 */
public final class UnusualSignIns {
    private static final Logger LOG = LoggerFactory.getLogger(UnusualSignIns.class);
    private static final int MANY_FAILURES = 10;
    private static final int FAILURES_BEFORE = 3;
    private static final int NETWORKS_AT_ONCE = 3;
    private static final Duration AT_ONCE = Duration.ofMinutes(10);

    private final Database database;
    private final KeyRing keyRing;
    private final Outbox outbox;
    private final InstantSource clock;
    private final FamiliarRepository familiar = new FamiliarRepository();
    private final AccountRepository accounts = new AccountRepository();

    public UnusualSignIns(Database database, KeyRing keyRing, Outbox outbox, InstantSource clock) {
        this.database = database;
        this.keyRing = keyRing;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** A code was wrong, the how manieth of its number in a day. */
    void failed(AddressIndex phone, int failures) {
        if (failures != MANY_FAILURES) {
            return;
        }
        LOG.atWarn().addKeyValue("reason", "many-failures").log("unusual sign-in");
        database.run(tx -> accounts.memberOf(tx, phone).ifPresent(member -> tell(tx, member, "many-failures")));
    }

    /** A member comes in; compares, remembers, and tells when there is something to tell. */
    void entered(Tx tx, String member, @Nullable Device device, String client, int failures) {
        var now = clock.instant();
        var model = device == null ? "none" : device.os() + "\n" + device.model();
        var seen = familiar.all(tx, member);
        var hash = hash(member, "device", model);
        var network = hash(member, "network", Networks.block(client));
        reason(seen, hash, network, failures, now).ifPresent(reason -> {
            LOG.atWarn().addKeyValue("reason", reason).log("unusual sign-in");
            tell(tx, member, reason);
        });
        familiar.remember(tx, member, "device", hash, now);
        familiar.remember(tx, member, "network", network, now);
    }

    private static Optional<String> reason(Seen seen, Buffer device, Buffer network, int failures, Instant now) {
        if (failures >= FAILURES_BEFORE && !seen.isEmpty() && !seen.devices().containsKey(device)) {
            return Optional.of("new-device-after-failures");
        }
        var others = seen.networks().entrySet().stream()
                .filter(entry -> !entry.getKey().equals(network)
                        && entry.getValue().plus(AT_ONCE).isAfter(now))
                .count();
        return others + 1 >= NETWORKS_AT_ONCE ? Optional.of("impossible-pace") : Optional.empty();
    }

    private void tell(Tx tx, String member, String reason) {
        outbox.append(tx, Event.of("identity.unusual-sign-in", member, Map.of("memberId", member, "reason", reason)));
    }

    /** Forgets what was not seen for half a year. */
    public void sweep() {
        familiar.deleteSeenBefore(database, clock.instant().minus(Duration.ofDays(183)));
    }

    private Buffer hash(String member, String kind, String value) {
        return Buffer.buffer(keyRing.blindIndex("familiar", String.join("\n", member, kind, value)));
    }
}
