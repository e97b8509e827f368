package cn.mejene.gateway.stream;

import java.io.Serial;

/** The peer left before the stream had ended; there is nobody to answer. */
final class ClientGoneException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    ClientGoneException() {
        super("client is gone", null, false, false);
    }
}
