package cn.mejene.kernel.call;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Public keys that lasting documents of the platform verify with, for {@code /.well-known/jwks.json}. They verify no
 * access token. Implemented by {@code consent} (receipts). Virtual threads only.
 */
public interface PublishedKeys {

    /** Public keys (JWK, RFC 7517); old ones stay for ever. */
    List<JsonObject> keys();
}
