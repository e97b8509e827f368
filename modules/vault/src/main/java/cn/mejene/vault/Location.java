package cn.mejene.vault;

import cn.mejene.vault.store.BlobId;

/**
 * Where bytes lie.
 *
 * @param store name of the store, as configured
 * @param object name of the object there
 */
record Location(String store, BlobId object) {
    static Location of(String store, String object) {
        return new Location(store, new BlobId(object));
    }
}
