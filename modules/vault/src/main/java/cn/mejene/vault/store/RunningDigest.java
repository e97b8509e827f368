package cn.mejene.vault.store;

import cn.mejene.vault.seal.Providers;
import java.security.MessageDigest;
import java.util.HexFormat;

/** SHA-256 of bytes that go on, which can be asked on the way. For one thread at a time; never stored. */
public final class RunningDigest {
    private final MessageDigest digest = Providers.sha256();

    /** Takes the next bytes. */
    void update(byte[] array, int offset, int length) {
        digest.update(array, offset, length);
    }

    /** Digest of everything so far, 64 lower-case hexadecimal digits. */
    public String hex() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 cannot be asked on the way", e);
        }
    }
}
