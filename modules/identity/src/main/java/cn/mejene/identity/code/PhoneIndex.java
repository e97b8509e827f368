package cn.mejene.identity.code;

import cn.mejene.vault.KeyRing;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;

/**
 * The keyed hash by which a number is found without being stored.
 *
 * @param value 32 bytes
 */
public record PhoneIndex(Buffer value) {

    public static PhoneIndex of(KeyRing keyRing, PhoneNumber phone) {
        return new PhoneIndex(Buffer.buffer(keyRing.blindIndex("phone", phone.e164())));
    }

    String hex() {
        return HexFormat.of().formatHex(value.getBytes());
    }
}
