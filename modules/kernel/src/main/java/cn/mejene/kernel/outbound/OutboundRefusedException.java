package cn.mejene.kernel.outbound;

/** A connection that was not made because nobody may connect there. Tells neither address nor content. */
public final class OutboundRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutboundRefusedException(String destination) {
        super("no connection: the host is not one of " + destination);
    }
}
