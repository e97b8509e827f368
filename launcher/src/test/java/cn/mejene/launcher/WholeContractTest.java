package cn.mejene.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.gateway.contract.Contract;
import cn.mejene.kernel.Module;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The fragments of all modules make one contract; what a node would refuse at its boot is refused here. */
final class WholeContractTest {

    @Test
    void fragments_makeOneContract_whenEveryModuleIsThere() {
        var fragments = new TreeMap<String, String>();
        var names = new TreeSet<String>();
        for (Module<?> module : ServiceLoader.load(Module.class)) {
            read(module, fragments);
            names.add(module.name());
        }
        var vertx = Vertx.vertx();
        try {
            var contract = Contract.load(vertx, fragments, Set.of(), names);

            assertThat(contract.operations()).hasSizeGreaterThan(fragments.size());
        } finally {
            vertx.close().await();
        }
    }

    private static void read(Module<?> module, TreeMap<String, String> fragments) {
        var name = "openapi/" + module.name() + ".yaml";
        try (var in = module.getClass().getClassLoader().getResourceAsStream(name)) {
            if (in != null) {
                fragments.put(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
