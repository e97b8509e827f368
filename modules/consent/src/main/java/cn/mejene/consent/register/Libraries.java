package cn.mejene.consent.register;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** The third-party libraries that this program was built with and runs on, read from its class path. No I/O. */
final class Libraries {
    private static final Pattern JAR =
            Pattern.compile("(?<name>.+?)-(?<version>\\d[\\w.+-]*?)(-[a-z]+-[a-z0-9_]+)?\\.jar");
    private static final String OWN = "-SNAPSHOT.jar";

    /** One library. */
    record Library(String name, String version) {}

    private Libraries() {}

    static List<Library> on(String classPath) {
        var found = new ArrayList<Library>();
        Arrays.stream(classPath.split(File.pathSeparator))
                .map(entry -> entry.substring(entry.lastIndexOf(File.separatorChar) + 1))
                .filter(name -> !name.endsWith(OWN))
                .map(JAR::matcher)
                .filter(java.util.regex.Matcher::matches)
                .forEach(jar -> found.add(new Library(jar.group("name"), jar.group("version"))));
        return found.stream()
                .distinct()
                .sorted(Comparator.comparing(Library::name).thenComparing(Library::version))
                .toList();
    }
}
