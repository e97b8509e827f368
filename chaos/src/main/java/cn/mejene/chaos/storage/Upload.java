package cn.mejene.chaos.storage;

import cn.mejene.chaos.client.Scan;

/** One file on its way up, and what was promised of it. For one thread at a time. */
final class Upload {
    private final Scan scan;
    private final String key;
    private final boolean resumable;
    private final Fate fate;
    private String recordId = "";
    private String path = "";

    /** What its client does about failures. */
    enum Fate {
        /** Comes again until it has been told that the file is stored. */
        INSISTS,
        /** Sends everything once and never asks again. */
        FORGETS,
        /** Breaks off in the middle and never comes again. */
        BREAKS_OFF
    }

    /**
     * @param key the idempotency key of a plain upload
     * @param resumable by tus, in place of one request
     */
    Upload(Scan scan, String key, boolean resumable, Fate fate) {
        this.scan = scan;
        this.key = key;
        this.resumable = resumable;
        this.fate = fate;
    }

    Scan scan() {
        return scan;
    }

    String key() {
        return key;
    }

    boolean resumable() {
        return resumable;
    }

    Fate fate() {
        return fate;
    }

    /** Empty until it is known to be stored. */
    String recordId() {
        return recordId;
    }

    boolean isStored() {
        return !recordId.isEmpty();
    }

    void stored(String id) {
        recordId = id;
    }

    /** Where it is resumed; empty when it is not, or not yet. */
    String path() {
        return path;
    }

    void path(String location) {
        path = location;
    }
}
