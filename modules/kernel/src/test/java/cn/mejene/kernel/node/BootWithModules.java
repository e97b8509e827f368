package cn.mejene.kernel.node;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.config.Configuration;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Lets the fixture boot a kernel with modules that are not installed on the class path. */
public final class BootWithModules {
    private BootWithModules() {}

    public static Kernel boot(Vertx vertx, Configuration configuration, MeterRegistry metrics, List<Module<?>> more) {
        var modules = new ArrayList<Module<?>>(more);
        ServiceLoader.load(Module.class).forEach(modules::add);
        return Kernel.boot(vertx, configuration, metrics, modules);
    }
}
