package cn.mejene.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The sources of all tests, for what names tests and must name some that exist. Immutable. */
public record TestSources(Map<String, List<String>> byClass) {

    /** What test classes of each name say; some modules have classes of the same name. */
    public static TestSources read() throws IOException {
        var root = Path.of(System.getProperty("mejene.root", "..")).toAbsolutePath();
        var sources = new HashMap<String, List<String>>();
        try (var modules = Files.list(root.resolve("modules"));
                var others = Files.list(root)) {
            for (var module : Stream.concat(modules, others).toList()) {
                var tests = module.resolve("src/test/java");
                if (Files.isDirectory(tests)) {
                    collect(tests, sources);
                }
            }
        }
        return new TestSources(sources);
    }

    private static void collect(Path tests, Map<String, List<String>> sources) throws IOException {
        try (var files = Files.walk(tests)) {
            for (var file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                var name = file.getFileName().toString().replace(".java", "");
                sources.computeIfAbsent(name, _ -> new ArrayList<>()).add(Files.readString(file));
            }
        }
    }

    /** Whether a class of this name has this test. */
    public boolean has(String name, String test) {
        return byClass.getOrDefault(name, List.of()).stream().anyMatch(text -> text.contains("void " + test + "("));
    }
}
