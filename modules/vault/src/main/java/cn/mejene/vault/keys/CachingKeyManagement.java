package cn.mejene.vault.keys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Remembers what was unwrapped, for a short time and by the wrapped bytes: whether a key may be used is still asked of
 * the database each time, so a destroyed or frozen one is found there first. Thread-safe.
 */
final class CachingKeyManagement implements KeyManagement {
    private static final int MOST = 10_000;

    private final KeyManagement root;
    private final Cache<Wrapped, byte[]> unwrapped;

    private record Wrapped(ByteBuffer bytes, ByteBuffer context) {}

    CachingKeyManagement(KeyManagement root, Duration time) {
        this.root = root;
        this.unwrapped =
                Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(time).build();
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] context) {
        var place = new Wrapped(ByteBuffer.wrap(wrapped.clone()), ByteBuffer.wrap(context.clone()));
        var known = unwrapped.getIfPresent(place);
        if (known == null) {
            // Not inside the cache: whoever computes there keeps others out while the service is slow.
            known = root.unwrap(wrapped, context);
            unwrapped.put(place, known);
        }
        return known.clone();
    }

    @Override
    public byte[] wrap(byte[] key, byte[] context) {
        return root.wrap(key, context);
    }

    @Override
    public byte[] rewrap(byte[] wrapped, byte[] context) {
        return root.rewrap(wrapped, context);
    }

    @Override
    public String version(byte[] wrapped) {
        return root.version(wrapped);
    }

    @Override
    public String rotate() {
        return root.rotate();
    }

    @Override
    public String current() {
        return root.current();
    }

    @Override
    public void keepOnly(String version) {
        root.keepOnly(version);
        unwrapped.invalidateAll();
    }
}
