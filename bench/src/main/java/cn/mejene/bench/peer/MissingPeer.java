package cn.mejene.bench.peer;

import java.io.IOException;
import java.io.Serial;

/** Somebody to compare with is not on this machine; the message says who, and how to get it. */
public final class MissingPeer extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    public MissingPeer(String who, String how) {
        super(who + " is missing: " + how);
    }
}
