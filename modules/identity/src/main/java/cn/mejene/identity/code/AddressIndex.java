package cn.mejene.identity.code;

import cn.mejene.vault.KeyRing;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;

/**
 * The keyed hash by which a number or an e-mail address is found without being stored.
 *
 * @param value 32 bytes
 */
public record AddressIndex(Buffer value) {

    public static AddressIndex of(KeyRing keyRing, CodeAddress address) {
        return new AddressIndex(Buffer.buffer(keyRing.blindIndex(address.kind(), address.text())));
    }

    String hex() {
        return HexFormat.of().formatHex(value.getBytes());
    }
}
