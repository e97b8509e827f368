package cn.mejene.kernel.testing;

import cn.mejene.kernel.config.Policies;
import cn.mejene.kernel.outbound.Outbound;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the project lies. */
public final class Workspace {
    private Workspace() {}

    /** The project's root, as the build tells it or as found above the working directory. */
    public static Path root() {
        var told = System.getProperty("mejene.root");
        if (told != null) {
            return Path.of(told);
        }
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("config/policy"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no folder above the working directory has config/policy");
    }

    /** The way out that a development node has. */
    public static Outbound outbound(Vertx vertx) {
        return new Outbound(vertx, new Policies(root().resolve("config/policy")), true, new SimpleMeterRegistry());
    }
}
