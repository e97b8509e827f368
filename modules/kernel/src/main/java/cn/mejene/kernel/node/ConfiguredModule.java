package cn.mejene.kernel.node;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Ports;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Configuration;
import cn.mejene.kernel.privacy.PersonalData;
import cn.mejene.kernel.stream.ContentInspector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** A module together with its bound configuration; keeps the two of one type. */
final class ConfiguredModule<C extends Record> {
    private final Module<C> module;
    private final C config;

    private ConfiguredModule(Module<C> module, C config) {
        this.module = module;
        this.config = config;
    }

    /** Every module on the class path. */
    static List<Module<?>> installed() {
        var installed = new ArrayList<Module<?>>();
        for (Module<?> module : ServiceLoader.load(Module.class)) {
            installed.add(module);
        }
        return installed;
    }

    /** The modules that the configuration names, each of them available. */
    static List<ConfiguredModule<?>> load(Configuration configuration, List<Module<?>> available) {
        var found = new TreeMap<String, Module<?>>();
        for (Module<?> module : available) {
            if (found.put(module.name(), module) != null) {
                throw new ConfigException("two modules are called " + module.name());
            }
        }
        var configured = new ArrayList<ConfiguredModule<?>>();
        for (var name : configuration.modules()) {
            var module = found.get(name);
            if (module == null) {
                throw new ConfigException(
                        "modules." + name + ": there is no such module; known: " + String.join(", ", found.keySet()));
            }
            configured.add(bind(module, configuration));
        }
        return configured;
    }

    private static <C extends Record> ConfiguredModule<C> bind(Module<C> module, Configuration configuration) {
        return new ConfiguredModule<>(module, configuration.module(module.name(), module.configType()));
    }

    Module<C> module() {
        return module;
    }

    String name() {
        return module.name();
    }

    void provide(ModuleContext context, Ports ports) {
        module.provide(config, context, ports);
    }

    void prepare(ModuleContext context) {
        module.prepare(config, context);
    }

    void serve(ModuleContext context, Operations operations) {
        module.serve(config, context, operations);
    }

    Map<String, ContentInspector.Factory> inspectors() {
        return module.inspectors(config);
    }

    boolean hasMigrations() {
        return resource(module.getClass(), "personal-data/" + name() + ".yaml").isPresent();
    }

    PersonalData personalData() {
        return personalData(name(), module.getClass());
    }

    /** The kernel is no module, and has columns all the same. */
    static PersonalData kernelPersonalData() {
        return personalData("kernel", ConfiguredModule.class);
    }

    private static PersonalData personalData(String name, Class<?> beside) {
        var file = "personal-data/" + name + ".yaml";
        return PersonalData.parse(file, resource(beside, file).orElseThrow());
    }

    /** The contract fragment, if the module serves part of the contract. */
    static Optional<String> contract(Module<?> module) {
        return resource(module.getClass(), "openapi/" + module.name() + ".yaml");
    }

    private static Optional<String> resource(Class<?> beside, String path) {
        try (var in = beside.getClassLoader().getResourceAsStream(path)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ConfigException("the resource " + path + " cannot be read");
        }
    }
}
