package cn.mejene.gateway.stream;

import cn.mejene.vault.store.Sealed;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

/** Where the bytes of a request's body go. Confined to the request's event loop. */
interface BodyTarget {
    /** Takes bytes; the buffer must not change until the future ends. A failure is {@link #sealed}'s too. */
    Future<Void> write(Buffer data);

    /** Whether the writer should pause until it is told to go on. */
    boolean writeQueueFull();

    /** Called, each time a full queue has room again, until the body ends. */
    void drainHandler(Handler<Void> handler);

    /** The body has ended. Answers {@link #sealed}. */
    Future<Sealed> finish();

    /** The one answer: what the body came to, or the first failure. */
    Future<Sealed> sealed();

    /** Whether what came counts when the body breaks off, be it nothing. */
    boolean countsBroken();
}
