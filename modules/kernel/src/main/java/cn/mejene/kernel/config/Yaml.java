package cn.mejene.kernel.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Reads YAML strictly into trees and records; every failure is one line that names the place. */
public final class Yaml {
    private static final ObjectMapper MAPPER = YAMLMapper.builder(new YAMLFactory())
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule()
                    .addDeserializer(Secret.class, new SecretReader())
                    .addDeserializer(Path.class, new PathReader()))
            .enable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    private Yaml() {}

    /** Parses a text; {@code name} is what error messages call it. */
    public static JsonNode tree(String name, String text) {
        try {
            var tree = MAPPER.readTree(text);
            return tree == null ? MAPPER.createObjectNode() : tree;
        } catch (JsonProcessingException e) {
            throw new ConfigException(name + at(e) + ": " + firstLine(e.getOriginalMessage()));
        }
    }

    /** Binds a tree; {@code name} is the file and key that error messages begin with. */
    public static <T> T bind(String name, JsonNode tree, Class<T> type) {
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (UnrecognizedPropertyException e) {
            throw new ConfigException(name + ": unknown key '" + path(e) + "'");
        } catch (JsonMappingException e) {
            if (e.getOriginalMessage().startsWith("Cannot map `null` into type")) {
                throw new ConfigException(name + ": the key '" + path(e) + "' is missing");
            }
            var cause =
                    e.getCause() instanceof ConfigException own ? own.getMessage() : firstLine(e.getOriginalMessage());
            throw new ConfigException(name + ": " + (path(e).isEmpty() ? "" : path(e) + ": ") + cause);
        } catch (JsonProcessingException e) {
            throw new ConfigException(name + ": " + firstLine(e.getOriginalMessage()));
        }
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }

    private static String at(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    /** A path is plain text here; Jackson would take one with a colon for a URI. */
    private static final class PathReader extends StdDeserializer<Path> {
        private static final long serialVersionUID = 1L;

        PathReader() {
            super(Path.class);
        }

        @Override
        public Path deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Path.of(parser.getText());
        }
    }

    private static final class SecretReader extends StdDeserializer<Secret> {
        private static final long serialVersionUID = 1L;

        SecretReader() {
            super(Secret.class);
        }

        @Override
        public Secret deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            var reference = parser.getValueAsString();
            if (reference != null && reference.startsWith("env:")) {
                return new Secret(fromEnvironment(reference.substring(4)));
            }
            if (reference != null && reference.startsWith("file:")) {
                return new Secret(fromFile(Path.of(reference.substring(5))));
            }
            throw JsonMappingException.from(
                    parser, "bad secret", new ConfigException("a secret is given as env:NAME or file:PATH"));
        }

        private static String fromEnvironment(String name) throws IOException {
            var value = System.getenv(name);
            if (value == null || value.isEmpty()) {
                throw new JsonMappingException(
                        null, "no secret", new ConfigException("the environment variable " + name + " is not set"));
            }
            return value;
        }

        private static String fromFile(Path file) throws IOException {
            if (!Files.isReadable(file)) {
                throw new JsonMappingException(
                        null, "no secret", new ConfigException("the secret file " + file + " cannot be read"));
            }
            return Files.readString(file).strip();
        }
    }
}
