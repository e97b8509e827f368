package cn.mejene.vault.keys;

import cn.mejene.kernel.Ids;
import cn.mejene.vault.seal.IntegrityException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A sealed value as it stands in a column: version 1, the data key's id (31 ASCII characters), then Tink's AES-GCM
 * ciphertext.
 */
record SealedValue(String dataKeyId, byte[] ciphertext) {
    private static final byte VERSION = 1;
    private static final int ID_LENGTH = 31;

    byte[] bytes() {
        var bytes = new byte[1 + ID_LENGTH + ciphertext.length];
        bytes[0] = VERSION;
        System.arraycopy(dataKeyId.getBytes(StandardCharsets.US_ASCII), 0, bytes, 1, ID_LENGTH);
        System.arraycopy(ciphertext, 0, bytes, 1 + ID_LENGTH, ciphertext.length);
        return bytes;
    }

    /** @throws IntegrityException when the bytes have no such form */
    static SealedValue parse(byte[] bytes) {
        if (bytes.length < 1 + ID_LENGTH || bytes[0] != VERSION) {
            throw new IntegrityException("value form");
        }
        var dataKeyId = new String(bytes, 1, ID_LENGTH, StandardCharsets.US_ASCII);
        // Asked of the database as it stands, a damaged one may be no text at all.
        if (!Ids.isId("dkey", dataKeyId)) {
            throw new IntegrityException("value form");
        }
        return new SealedValue(dataKeyId, Arrays.copyOfRange(bytes, 1 + ID_LENGTH, bytes.length));
    }
}
