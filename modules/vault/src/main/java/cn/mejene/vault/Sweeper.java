package cn.mejene.vault;

import cn.mejene.kernel.data.Database;
import cn.mejene.vault.store.BlobId;
import cn.mejene.vault.store.BlobStore.Area;
import cn.mejene.vault.store.BlobStore.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what killed uploads left: reservations whose node run is gone, removals that did not end, and bytes that
 * nobody owns. Runs as a job on real time; repeatable. Virtual threads only.
 */
final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final int PAGE = 500;

    private final Database database;
    private final BlobRepository blobs;
    private final Vault vault;
    private final Stores stores;
    private final Duration leftoverAfter;

    Sweeper(Database database, BlobRepository blobs, Vault vault, Stores stores, Duration leftoverAfter) {
        this.database = database;
        this.blobs = blobs;
        this.vault = vault;
        this.stores = stores;
        this.leftoverAfter = leftoverAfter;
    }

    /** @param now real time */
    void sweep(Instant now) {
        var before = now.minus(leftoverAfter);
        int removed = removeOrphans();
        for (var name : stores.names()) {
            try {
                removed += removeUnowned(name, Area.ASIDE, before) + removeUnowned(name, Area.BLOBS, before);
            } catch (Exception failure) {
                report(failure, "store could not be swept", name);
            }
        }
        if (removed > 0) {
            LOG.atInfo().addKeyValue("removed", removed).log("leftovers swept");
        }
    }

    /** What cannot be removed, as from a store that is away, is left to the next sweep and keeps nothing else. */
    private int removeOrphans() {
        int removed = 0;
        var after = "";
        var away = new HashSet<String>();
        while (true) {
            var page = blobs.markOrphans(database, after, PAGE);
            removed +=
                    (int) page.stream().filter(orphan -> remove(orphan, away)).count();
            if (page.size() < PAGE) {
                return removed;
            }
            after = page.stream()
                    .map(one -> one.blob().blobId())
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    // Exception, because an awaited future throws checked ones undeclared.
    private boolean remove(LocatedBlob orphan, Set<String> away) {
        if (away.contains(orphan.location().store())) {
            return false;
        }
        try {
            vault.remove(orphan);
            return true;
        } catch (Exception failure) {
            away.add(orphan.location().store());
            report(failure, "leftovers could not be removed", orphan.location().store());
            return false;
        }
    }

    private static void report(Exception failure, String event, String store) {
        LOG.atWarn()
                .addKeyValue("store", store)
                .addKeyValue("cause", failure.getClass().getSimpleName())
                .log(event);
    }

    private int removeUnowned(String store, Area area, Instant before) {
        int removed = 0;
        var after = Optional.<BlobId>empty();
        while (true) {
            List<Entry> page = stores.get(store).list(area, before, after, PAGE).await();
            removed += removeUnowned(store, area, page);
            if (page.size() < PAGE) {
                return removed;
            }
            after = Optional.of(page.getLast().id());
        }
    }

    private int removeUnowned(String store, Area area, List<Entry> page) {
        var owned = new HashSet<>(blobs.owned(
                database, store, page.stream().map(e -> e.id().value()).toList()));
        var unowned = page.stream().filter(e -> !owned.contains(e.id().value())).toList();
        unowned.forEach(entry -> stores.get(store).delete(area, entry.id()).await());
        return unowned.size();
    }
}
