package cn.mejene.audit.tree;

import java.nio.charset.StandardCharsets;

/** What a witness signs (C2SP tlog-cosignature, Ed25519). Stateless. */
final class Cosignatures {
    private Cosignatures() {}

    /** @param time seconds since the epoch */
    static byte[] message(String checkpoint, long time) {
        return ("cosignature/v1\ntime " + time + "\n" + checkpoint).getBytes(StandardCharsets.UTF_8);
    }
}
