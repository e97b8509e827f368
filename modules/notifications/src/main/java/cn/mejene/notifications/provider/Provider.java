package cn.mejene.notifications.provider;

import io.vertx.core.Future;

/**
 * One provider of messages. It sends once and repeats nothing; what goes wrong is an outcome, never a failed future.
 * Thread-safe.
 */
public interface Provider {

    /** The name in configuration, delivery rows and metrics, e.g. {@code aliyun}. */
    String name();

    /** Whether a message that is sent again under its key reaches the receiver once. */
    boolean recognisesRepeats();

    /** The key of a new message; asked for once, before it is first sent. */
    default Future<String> key(String deliveryId) {
        return Future.succeededFuture(deliveryId);
    }

    Future<Outcome> send(Outgoing message);
}
