package cn.mejene.gateway.stream;

import cn.mejene.kernel.privacy.Access;
import cn.mejene.vault.Draft;
import cn.mejene.vault.store.ByteWatcher;
import cn.mejene.vault.store.Sealed;
import io.vertx.core.Future;

/** Shows a content whose parts came in several requests to a watcher, through the door; {@code Vault::review}. */
@FunctionalInterface
interface PartReviewer {
    Future<Sealed> review(Access access, String operation, Draft draft, ByteWatcher watcher);
}
