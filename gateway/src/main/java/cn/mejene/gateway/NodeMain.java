package cn.mejene.gateway;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Configuration;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main program of one node: {@code NodeMain --config FILE}. A configuration or contract that cannot be used ends it
 * with one line and code 2, any other failure of the boot with one line, a log entry and code 1; a signal with code 0
 * after calls under way have had their answers.
 */
public final class NodeMain {
    private static final Logger LOG = LoggerFactory.getLogger(NodeMain.class);
    private static final int RUNNING = -1;
    private static final int FAILED = 1;
    private static final int MISCONFIGURED = 2;

    /** Whoever started this node is dead and may be back at once: it must let go of ports and data quickly. */
    private static final Duration ORPHAN_DRAIN = Duration.ofSeconds(1);

    private final Map<String, String> environment;
    private final PrintStream errors;

    NodeMain(Map<String, String> environment, PrintStream errors) {
        this.environment = environment;
        this.errors = errors;
    }

    public static void main(String[] arguments) {
        int code = new NodeMain(System.getenv(), System.err).run(arguments);
        if (code != RUNNING) {
            Runtime.getRuntime().halt(code);
        }
    }

    /** Boots; answers {@link #RUNNING}, or the code to end with. */
    int run(String[] arguments) {
        try {
            var file = Arguments.parse(arguments).config();
            var configuration = Configuration.read(file, variables(file));
            var node = Node.boot(configuration, Settings.of(configuration));
            stopWhenAsked(node);
            return RUNNING;
        } catch (ConfigException misconfigured) {
            return say(misconfigured.getMessage(), MISCONFIGURED);
        } catch (Exception | LinkageError failure) {
            LOG.atError().setCause(failure).log("node did not boot");
            return say("the node did not boot: " + failure.getClass().getSimpleName() + ", see its log", FAILED);
        }
    }

    /** The environment, and where the configuration lies: what lies beside it is named from there. */
    private Map<String, String> variables(Path file) {
        var variables = new HashMap<>(environment);
        variables.put("MEJENE_CONFIG_DIR", String.valueOf(file.toAbsolutePath().getParent()));
        return variables;
    }

    private int say(@Nullable String message, int code) {
        errors.println(String.valueOf(message).lines().findFirst().orElse(""));
        errors.flush();
        return code;
    }

    private void stopWhenAsked(Node node) {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(node, node.drainTime())));
        var parent = environment.getOrDefault("MEJENE_PARENT_PID", "");
        if (!parent.isEmpty()) {
            new ParentWatch(Long.parseLong(parent), () -> stop(node, ORPHAN_DRAIN)).start();
        }
    }

    /** Being asked to stop is no failure, so the JVM must not report the signal as its code. */
    private static void stop(Node node, Duration drain) {
        int code = 0;
        try {
            node.stop(drain);
        } catch (RuntimeException failure) {
            LOG.atError().setCause(failure).log("node did not stop cleanly");
            code = FAILED;
        }
        Runtime.getRuntime().halt(code);
    }
}
