package cn.mejene.kernel.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configuration file: YAML in which {@code ${NAME}} stands for an environment variable and {@code
 * ${NAME:-default}} for one that may be absent. Sections are bound to records; what nobody binds stops the boot.
 */
public final class Configuration {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(?::-([^}]*))?}");

    private final String file;
    private final JsonNode root;

    private Configuration(String file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    public static Configuration read(Path file, Map<String, String> environment) {
        try {
            var name = file.getFileName().toString();
            return new Configuration(name, Yaml.tree(name, substitute(name, Files.readString(file), environment)));
        } catch (IOException e) {
            throw new ConfigException("the configuration file " + file + " cannot be read");
        }
    }

    private static String substitute(String name, String text, Map<String, String> environment) {
        return VARIABLE.matcher(text).replaceAll(match -> {
            var value = environment.getOrDefault(match.group(1), match.group(2));
            if (value == null) {
                throw new ConfigException(name + ": the environment variable " + match.group(1) + " is not set");
            }
            return Matcher.quoteReplacement(value);
        });
    }

    /** Binds a whole section; a missing one is bound as empty. */
    public <T> T section(String key, Class<T> type) {
        var tree = root.path(key);
        return Yaml.bind(file + ": " + key, tree.isMissingNode() || tree.isNull() ? empty() : tree, type);
    }

    /** Binds one module's part of {@code modules:}. */
    public <T> T module(String name, Class<T> type) {
        var tree = root.path("modules").path(name);
        return Yaml.bind(file + ": modules." + name, tree.isObject() ? tree : empty(), type);
    }

    /** The modules that the file names. */
    public Set<String> modules() {
        var names = new TreeSet<String>();
        root.path("modules").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** @throws ConfigException when the file has a section of another name */
    public void requireOnly(Set<String> sections) {
        root.fieldNames().forEachRemaining(name -> {
            if (!sections.contains(name)) {
                throw new ConfigException(file + ": unknown key '" + name + "'");
            }
        });
    }

    private static ObjectNode empty() {
        return com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    }
}
