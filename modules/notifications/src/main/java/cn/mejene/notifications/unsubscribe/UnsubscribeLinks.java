package cn.mejene.notifications.unsubscribe;

import cn.mejene.kernel.Ids;
import cn.mejene.vault.KeyRing;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Links that end what a message belongs to: the message's id and a keyed hash of it. They name nobody, need no login,
 * hold for good and can be used again and again. Thread-safe.
 */
public final class UnsubscribeLinks {
    private static final int MAC_BYTES = 16;
    private static final String PREFIX = "dlv_";

    private final URI publicUrl;
    private final KeyRing keyRing;

    public UnsubscribeLinks(URI publicUrl, KeyRing keyRing) {
        this.publicUrl = publicUrl;
        this.keyRing = keyRing;
    }

    /** The link that ends what the delivery belongs to. */
    public String link(String deliveryId) {
        return publicUrl + "/v1/unsubscribe/" + deliveryId.substring(PREFIX.length()) + "." + mac(deliveryId);
    }

    /** The delivery that a link's token names; nothing if the token is not ours. */
    Optional<String> delivery(String token) {
        int dot = token.indexOf('.');
        var id = PREFIX + token.substring(0, Math.max(0, dot));
        boolean ours = Ids.isId("dlv", id)
                && MessageDigest.isEqual(
                        mac(id).getBytes(StandardCharsets.US_ASCII),
                        token.substring(dot + 1).getBytes(StandardCharsets.US_ASCII));
        return ours ? Optional.of(id) : Optional.empty();
    }

    private String mac(String deliveryId) {
        var mac = Arrays.copyOf(keyRing.blindIndex("unsubscribe", deliveryId), MAC_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }
}
