package cn.mejene.vault;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.vault.store.BlobStore;
import java.util.Map;
import java.util.Set;

/** The stores that this node knows, by name, and the one that new blobs go to. Immutable. */
final class Stores {
    private final Map<String, BlobStore> byName;
    private final String forNewBlobs;

    Stores(Map<String, BlobStore> byName, String forNewBlobs) {
        if (!byName.containsKey(forNewBlobs)) {
            throw new ConfigException("modules.vault.newBlobs: there is no store called " + forNewBlobs);
        }
        this.byName = Map.copyOf(byName);
        this.forNewBlobs = forNewBlobs;
    }

    String forNewBlobs() {
        return forNewBlobs;
    }

    Set<String> names() {
        return byName.keySet();
    }

    boolean knows(String name) {
        return byName.containsKey(name);
    }

    /** @throws Problem 503 when this node has no such store, as when its configuration lags behind */
    BlobStore get(String name) {
        var store = byName.get(name);
        if (store == null) {
            throw Problem.unavailable("The data lie in a store that this node does not know.");
        }
        return store;
    }
}
