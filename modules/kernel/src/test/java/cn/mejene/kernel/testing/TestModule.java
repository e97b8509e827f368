package cn.mejene.kernel.testing;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Ports;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A module made up by a test: ports and operations given as lambdas. Has tables when the test resources hold {@code
 * db/<name>} and {@code personal-data/<name>.yaml}. One instance may be booted on several nodes.
 */
public final class TestModule implements Module<TestModule.Config> {
    private final String name;
    private final Map<Class<?>, Function<ModuleContext, ?>> ports = new LinkedHashMap<>();
    private BiConsumer<ModuleContext, Operations> serving = (context, operations) -> {};

    /** It has no configuration. */
    public record Config() {}

    public TestModule(String name) {
        this.name = name;
    }

    /** Provides a port for the other modules. */
    public <T> TestModule port(Class<T> port, T implementation) {
        return portOf(port, context -> implementation);
    }

    /** Provides a port that is made for each node. */
    public <T> TestModule portOf(Class<T> port, Function<ModuleContext, T> made) {
        ports.put(port, made);
        return this;
    }

    /** What it serves. */
    public TestModule serving(BiConsumer<ModuleContext, Operations> registration) {
        this.serving = registration;
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public void provide(Config config, ModuleContext context, Ports registry) {
        ports.forEach((port, made) -> provide(registry, port, made.apply(context)));
    }

    private static <T> void provide(Ports registry, Class<T> port, Object implementation) {
        registry.provide(port, port.cast(implementation));
    }

    @Override
    public void serve(Config config, ModuleContext context, Operations operations) {
        serving.accept(context, operations);
    }
}
