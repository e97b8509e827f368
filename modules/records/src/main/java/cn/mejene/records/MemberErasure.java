package cn.mejene.records;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Vault;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Removes all that this module holds about a member who is no more (policy VI.5), as if she had erased each record:
 * contents, rows, uploads under way, what was counted. Requests and answers of confirmations stay as evidence, unreadable
 * without their key; who was told of an erasure or shown a picture stays as the log does. Stateless.
 */
final class MemberErasure {
    private final MemberErasureRepository repository = new MemberErasureRepository();
    private final CorrectionRequests corrections;
    private final Erasures erasures;
    private final ModuleContext context;

    MemberErasure(ModuleContext context, RecordRepository records, Erasures erasures) {
        this.corrections = new CorrectionRequests(context, records);
        this.erasures = erasures;
        this.context = context;
    }

    void erased(Event event, Tx tx) {
        var member = event.key();
        var readers = readers(event);
        for (var record : repository.deleteRecords(tx, member)) {
            context.port(Vault.class).erase(tx, record.blobId());
            corrections.forget(tx, record.id());
            erasures.tell(tx, record, readers.getOrDefault(record.id(), Set.of()));
            tx.afterCommit(() -> context.port(KeyRing.class).destroy(record.label()));
        }
        for (var upload : repository.deleteUploads(tx, member)) {
            tx.afterCommit(() -> {
                context.port(Vault.class).abandon(upload.blobId());
                context.port(KeyRing.class).destroy(upload.label());
            });
        }
        for (var upload : repository.deleteResumable(tx, member)) {
            context.port(Vault.class).dropParts(tx, upload.id());
            tx.afterCommit(() -> ResumableService.forget(context.port(KeyRing.class), upload));
        }
        repository.deleteUsage(tx, member);
    }

    /** Before the transaction takes its connection: the log is another module's. */
    private Map<String, Set<String>> readers(Event event) {
        var readers = new HashMap<String, Set<String>>();
        repository
                .records(context.database(), event.key())
                .forEach(record -> readers.put(record, erasures.readers(event, record)));
        return readers;
    }
}
