package cn.mejene.kernel;

import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.stream.ContentInspector;
import java.util.Map;

/**
 * A part of the platform: one word that is its folder, artifact, config key, bus prefix, database schema, contract
 * fragment ({@code openapi/<name>.yaml}), migrations ({@code db/<name>/}), personal-data declaration
 * ({@code personal-data/<name>.yaml}) and Kafka topic prefix.
 *
 * <p>Found by {@link java.util.ServiceLoader}, chosen and configured by the configuration file. {@link #provide} runs
 * for every configured module on every node before any {@link #serve}; both run once, on the boot thread, which may
 * block. A module keeps no static state.
 *
 * @param <C> the record that the module's part of the configuration is bound to
 */
public interface Module<C extends Record> {

    /** The module's one word, lower case. */
    String name();

    Class<C> configType();

    /** Registers the kernel interfaces that this module implements for others; needs no running database. */
    default void provide(C config, ModuleContext context, Ports ports) {}

    /** Registers operations, event handlers and jobs; every port is there, migrations have run. */
    void serve(C config, ModuleContext context, Operations operations);

    /** Makes what a fresh installation must hold, e.g. keys; idempotent, runs on every boot before {@link #serve}. */
    default void prepare(C config, ModuleContext context) {}

    /** Inspectors of uploaded content by the name that an upload ticket may carry. */
    default Map<String, ContentInspector.Factory> inspectors(C config) {
        return Map.of();
    }

    /** Which database the module's migrations run in. */
    default Database.Name database() {
        return Database.Name.MAIN;
    }
}
