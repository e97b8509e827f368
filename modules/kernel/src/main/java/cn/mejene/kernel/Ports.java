package cn.mejene.kernel;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The kernel interfaces of one node and who implements them, e.g. {@code Authorizer} by {@code consent}.
 *
 * <p>Filled while modules are provided, read afterwards from any thread. One implementation per interface.
 */
public final class Ports {
    private final Map<Class<?>, Object> implementations = new ConcurrentHashMap<>();

    /** @throws IllegalStateException when the port has an implementation already */
    public <T> void provide(Class<T> port, T implementation) {
        if (implementations.putIfAbsent(port, implementation) != null) {
            throw new IllegalStateException("two modules provide " + port.getSimpleName());
        }
    }

    /** A port that an installation may be without. */
    public <T> Optional<T> find(Class<T> port) {
        return Optional.ofNullable(implementations.get(port)).map(port::cast);
    }

    /** @throws IllegalStateException when no configured module provides the port */
    public <T> T get(Class<T> port) {
        var implementation = implementations.get(port);
        if (implementation == null) {
            throw new IllegalStateException("no configured module provides " + port.getSimpleName());
        }
        return port.cast(implementation);
    }
}
