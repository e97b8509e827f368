package cn.mejene.vault.keys;

/**
 * Holds the root key and wraps class keys with it. Guarantee: a wrapped key unwraps only with the context it was
 * wrapped with, and the root key never leaves. Virtual threads only; may call another machine.
 */
interface KeyManagement {

    /** @param context what the key is for; authenticated, not secret */
    byte[] wrap(byte[] key, byte[] context);

    /** @throws cn.mejene.kernel.Problem 503 when the key service is away */
    byte[] unwrap(byte[] wrapped, byte[] context);
}
