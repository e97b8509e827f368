package cn.mejene.vault.keys;

/**
 * Holds the root key and wraps class keys with it. Guarantee: a wrapped key unwraps only with the context it was
 * wrapped with, and the root key never leaves. The root key has versions, of which the current one wraps. Virtual
 * threads only; may call another machine, and every method fails with a {@link cn.mejene.kernel.Problem} 503 when that
 * is away.
 */
interface KeyManagement {

    /** @param context what the key is for; authenticated, not secret */
    byte[] wrap(byte[] key, byte[] context);

    /** @throws IllegalStateException when it was not wrapped so, or by a version that opens nothing any more */
    byte[] unwrap(byte[] wrapped, byte[] context);

    /** The same key wrapped by the current version. */
    byte[] rewrap(byte[] wrapped, byte[] context);

    /** The version that a key was wrapped by. */
    String version(byte[] wrapped);

    /** The version that wraps now; another than was made here when somebody else has made one. */
    String current();

    /** Makes a new version the current one and answers it. */
    String rotate();

    /** From here on other versions than this open nothing; repeatable. */
    void keepOnly(String version);
}
