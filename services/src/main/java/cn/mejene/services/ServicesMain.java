package cn.mejene.services;

import cn.mejene.services.host.DataFolder;
import java.nio.file.Path;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services process. It takes its data folder from the JVM property {@code mejene.data} and the supervisor's process
 * id from {@code MEJENE_PARENT_PID}; it ends in order on SIGTERM or when the supervisor is gone, and with code 1 when
 * the services can't be started. PostgreSQL it starts again whenever that has died.
 */
public final class ServicesMain {
    private static final Logger LOG = LoggerFactory.getLogger(ServicesMain.class);

    private ServicesMain() {}

    /** Runs until it is told to stop. */
    public static void main(String[] arguments) throws Exception {
        var folder = DataFolder.open(Path.of(property()));
        var services = new Services(folder);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(services::close));
        new ParentWatch(parent(), ServicesMain::exitAsOrphan).start();
        try {
            services.start();
            LOG.atInfo().log("services ready");
            services.stay();
        } catch (Exception failure) {
            LOG.atError().setCause(failure).log("the services could not go on");
            Runtime.getRuntime().exit(1);
        }
    }

    private static String property() {
        return Objects.requireNonNull(System.getProperty(DataFolder.PROPERTY), DataFolder.PROPERTY);
    }

    private static long parent() {
        var named = System.getenv("MEJENE_PARENT_PID");
        return named == null
                ? ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L)
                : Long.parseLong(named);
    }

    private static void exitAsOrphan() {
        LOG.atInfo().addKeyValue("why", "the supervisor is gone").log("services stopping");
        Runtime.getRuntime().exit(0);
    }
}
