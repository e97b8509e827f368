package cn.mejene.kernel.node;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Ports;
import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.clock.ApplicationClock;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Configuration;
import cn.mejene.kernel.config.Policies;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.RetentionDatabase;
import cn.mejene.kernel.event.Bulletin;
import cn.mejene.kernel.event.Outbox;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.outbound.Outbound;
import cn.mejene.kernel.privacy.AnswerSealer;
import cn.mejene.kernel.privacy.DataInventory;
import cn.mejene.kernel.privacy.Holdings;
import cn.mejene.kernel.privacy.PersonalData;
import cn.mejene.kernel.stream.ContentInspector;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.pgclient.pubsub.PgSubscriber;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's modules, put together: databases, migrations, declarations, ports, operations, relay, consumers, jobs.
 * Booted and closed once, on a thread that may block. Knows nothing of HTTP.
 */
public final class Kernel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Kernel.class);

    private final KernelConfig config;
    private final ModuleContext context;
    private final ApplicationClock clock;
    private final List<ConfiguredModule<?>> modules;
    private final List<Module<?>> installed;
    private final List<Dispatcher> dispatchers = new ArrayList<>();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Holder holder;
    private final JobRunner jobs;

    private Kernel(
            KernelConfig config,
            ModuleContext context,
            ApplicationClock clock,
            List<ConfiguredModule<?>> modules,
            List<Module<?>> installed) {
        this.config = config;
        this.context = context;
        this.clock = clock;
        this.modules = modules;
        this.installed = installed;
        try {
            config.startOfClock()
                    .ifPresent(start -> DevelopmentClock.startAt(context.database(), clock.realInstant(), start));
            this.holder = closing(new Presence(context.database(), clock, config.id()).start())
                    .holder();
            context.ports().provide(Holder.class, holder);
            context.ports().provide(Bulletin.class, closing(new KafkaBulletin(config)));
            context.ports()
                    .provide(Holdings.class, Holdings.of(context.database(), declarations(Kernel::inMainDatabase)));
            prepareAndServe();
            this.jobs = new JobRunner(context.database(), clock, holder, allJobs());
        } catch (Exception | Error e) {
            // A node that does not boot must not look alive to the others.
            close();
            throw e;
        }
    }

    /** Boots everything up to, and not including, event loops that take requests. */
    public static Kernel boot(Vertx vertx, Configuration configuration, MeterRegistry metrics) {
        return boot(vertx, configuration, metrics, ConfiguredModule.installed());
    }

    static Kernel boot(Vertx vertx, Configuration configuration, MeterRegistry metrics, List<Module<?>> available) {
        var config = configuration.section("node", KernelConfig.class);
        var main = configuration.section("database", DatabaseConfig.class);
        var keys = configuration.section("keys", DatabaseConfig.class);
        var modules = ConfiguredModule.load(configuration, available);
        requireConfigured(config, modules);
        migrate(modules, main, keys);
        if (!config.development()) {
            new Migrations(main).stopClock();
        }
        var clock = new ApplicationClock(InstantSource.system());
        var policies = new Policies(config.policy());
        var context = new ModuleContext(
                config.id(),
                config.development(),
                vertx,
                clock,
                main.open(vertx),
                keys.open(vertx),
                new Bus(vertx),
                new Outbox(),
                new Ports(),
                policies,
                new Outbound(vertx, policies, config.development(), metrics),
                metrics);
        main.openRetention(vertx).ifPresent(own -> context.ports().provide(RetentionDatabase.class, own));
        var kernel = new Kernel(config, context, clock, modules, available);
        try {
            kernel.start(main);
            return kernel;
        } catch (Exception | Error e) {
            kernel.close();
            throw e;
        }
    }

    private static void requireConfigured(KernelConfig config, List<ConfiguredModule<?>> modules) {
        var names = modules.stream().map(ConfiguredModule::name).toList();
        config.serving().stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new ConfigException("node.serves: there is no section modules." + name);
                });
    }

    private static void migrate(List<ConfiguredModule<?>> modules, DatabaseConfig main, DatabaseConfig keys) {
        var shared = new Migrations(main);
        shared.migrate("kernel");
        check("kernel", ConfiguredModule.kernelPersonalData(), shared);
        for (var module : modules) {
            if (module.hasMigrations()) {
                var migrations = new Migrations(
                        switch (module.module().database()) {
                            case MAIN -> main;
                            case KEYS -> keys;
                        });
                migrations.migrate(module.name());
                check(module.name(), module.personalData(), migrations);
            }
        }
    }

    private static void check(String module, PersonalData declared, Migrations migrations) {
        try (var connection = migrations.connect()) {
            SchemaCheck.compare(module, declared, connection);
        } catch (java.sql.SQLException e) {
            throw new ConfigException("the connection for the schema check broke: " + e.getMessage());
        }
    }

    /** What the kernel, whose tables are in the main database, and some of the modules declare of personal data. */
    private Map<String, PersonalData> declarations(Predicate<ConfiguredModule<?>> some) {
        var declared = new TreeMap<String, PersonalData>();
        declared.put("kernel", ConfiguredModule.kernelPersonalData());
        modules.stream()
                .filter(ConfiguredModule::hasMigrations)
                .filter(some)
                .forEach(module -> declared.put(module.name(), module.personalData()));
        return declared;
    }

    private static boolean inMainDatabase(ConfiguredModule<?> module) {
        return module.module().database() == Database.Name.MAIN;
    }

    private void prepareAndServe() {
        context.ports().provide(DataInventory.class, new DataInventory(declarations(module -> true)));
        modules.forEach(module -> module.provide(context, context.ports()));
        modules.forEach(module -> module.prepare(context));
        var idempotency = new Idempotency(context.database(), holder, () -> context.port(AnswerSealer.class));
        for (var module : modules.stream().filter(m -> config.serves(m.name())).toList()) {
            var dispatcher = new Dispatcher(module.name(), context.database(), idempotency);
            module.serve(context, dispatcher);
            dispatchers.add(dispatcher);
        }
    }

    private void start(DatabaseConfig main) {
        var options = new DeploymentOptions()
                .setThreadingModel(ThreadingModel.VIRTUAL_THREAD)
                .setInstances(config.instances());
        Future.all(dispatchers.stream()
                        .map(d -> context.vertx()
                                .deployVerticle(() -> new ModuleVerticle(d), options)
                                .compose(_ -> context.bus().serve(d.addresses())))
                        .toList())
                .await();
        startEvents(main);
        meetOtherNodes();
        closing(jobs.start());
        dispatchers.stream().flatMap(d -> d.loops().stream()).forEach(loop -> closing(loop.start()));
        LOG.atInfo()
                .addKeyValue("node", config.id())
                .addKeyValue("modules", modules.size())
                .log("modules started");
    }

    /** The first call to a node costs a TLS handshake, which no caller shall wait for. */
    private void meetOtherNodes() {
        context.bus().answerPings(config.id()).await();
        var others = context.database()
                .list(
                        "SELECT node FROM kernel.node WHERE node <> $1 AND heartbeat_at > now() - interval '10"
                                + " seconds'",
                        row -> row.getString("node"),
                        config.id());
        Future.join(others.stream().map(context.bus()::ping).toList())
                .otherwiseEmpty()
                .await();
    }

    private void startEvents(DatabaseConfig main) {
        var topics = installed.stream().map(module -> module.name() + ".events").collect(Collectors.toSet());
        closing(new Topics(context.vertx(), config, topics).start());
        dispatchers.stream().filter(d -> !d.eventHandlers().isEmpty()).forEach(d -> closing(new EventConsumer(
                        context.vertx(), d.module(), d.eventHandlers(), context.database(), config.kafka()))
                .start());
        closing(new OutboxLag(context.database(), context.metrics()).start());
        var relay = closing(new Relay(context.vertx(), context.database(), holder, config.kafka()).start());
        var subscriber = PgSubscriber.subscriber(context.vertx(), main.connectOptions());
        subscriber.reconnectPolicy(attempt -> Math.min(1000L, 100L * attempt));
        subscriber.channel("outbox").handler(payload -> relay.wake());
        closing(() -> subscriber.close().await());
        subscriber.connect().await();
    }

    private List<Job> allJobs() {
        var own = Stream.of(Purge.job(context.database()));
        return Stream.concat(own, dispatchers.stream().flatMap(d -> d.jobs().stream()))
                .toList();
    }

    private <T extends AutoCloseable> T closing(T closeable) {
        running.push(closeable);
        return closeable;
    }

    public ModuleContext context() {
        return context;
    }

    /** Contract fragments of all installed modules, here or on other nodes, by the file name that messages use. */
    public Map<String, String> contractFragments() {
        var fragments = new TreeMap<String, String>();
        installed.forEach(module -> ConfiguredModule.contract(module)
                .ifPresent(text -> fragments.put("openapi/" + module.name() + ".yaml", text)));
        return fragments;
    }

    /** Contract operations of the modules that are served on this node. */
    public Set<String> servedOperations() {
        return dispatchers.stream()
                .flatMap(d -> d.contractOperations().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Installed modules that are not served on this node; others may serve them, now or later. */
    public Set<String> modulesElsewhere() {
        var elsewhere = installed.stream().map(Module::name).collect(Collectors.toCollection(TreeSet::new));
        dispatchers.forEach(served -> elsewhere.remove(served.module()));
        return elsewhere;
    }

    /** Inspectors of uploaded content by name. */
    public Map<String, ContentInspector.Factory> inspectors() {
        var all = new HashMap<String, ContentInspector.Factory>();
        modules.forEach(module -> all.putAll(module.inspectors()));
        return all;
    }

    /** Moves the clock; only where the profile is {@code dev}. */
    public DevelopmentClock developmentClock() {
        if (!config.development()) {
            throw new IllegalStateException("the clock moves in development only");
        }
        return new DevelopmentClock(context.database(), clock, jobs);
    }

    /** Ends jobs, consumers and relay, then leaves the cluster; calls under way should have ended before. */
    @Override
    public void close() {
        while (!running.isEmpty()) {
            var next = running.pop();
            try {
                next.close();
            } catch (Exception e) {
                LOG.atWarn().addKeyValue("cause", e.toString()).log("part did not close");
            }
        }
        context.ports()
                .find(RetentionDatabase.class)
                .ifPresent(own -> own.database().pool().close().await());
        context.database().pool().close().await();
        context.keys().pool().close().await();
    }
}
