package cn.mejene.audit;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.vault.KeyRing;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Notices when a clinic reads a member's data for the first time, once on all nodes, and has her told. Thread-safe. */
final class FirstReads {
    /** Pairs of clinic and member that this node remembers, so that it need not ask. */
    private static final int MOST = 50_000;

    private final ModuleContext context;
    private final LogRepository repository;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    FirstReads(ModuleContext context, LogRepository repository) {
        this.context = context;
        this.repository = repository;
    }

    /** Those of the entries that may be a first. */
    List<Access> among(List<AuditEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.outcome().equals("allowed"))
                .map(AuditEntry::access)
                .filter(access -> access.action() == Access.Action.READ
                        && access.actor().clinicId() != null
                        && Ids.isId("cli", access.actor().clinicId())
                        && Ids.isId("mem", access.subject())
                        && !known.contains(pair(access)))
                .toList();
    }

    void tell(Tx tx, List<Access> reads) {
        for (var read : reads) {
            var clinic = Objects.requireNonNull(read.actor().clinicId());
            var pseudonym = context.port(KeyRing.class).pseudonym(read.subject());
            var now = context.clock().instant().atOffset(ZoneOffset.UTC);
            if (repository.insertFirstRead(tx, pseudonym, clinic, now)) {
                context.outbox().append(tx, Event.of("audit.first-read", read.subject(), Map.of("clinicId", clinic)));
            }
        }
    }

    /** After what was told is durable. */
    void remember(List<Access> reads) {
        if (known.size() > MOST) {
            known.clear();
        }
        reads.forEach(read -> known.add(pair(read)));
    }

    private static String pair(Access read) {
        return read.actor().clinicId() + " " + read.subject();
    }
}
