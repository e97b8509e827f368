package cn.mejene.launcher.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which tests say that they prove which row, read from their {@code @Clause} tags. */
final class ClauseTests {
    private static final Pattern TAG = Pattern.compile("@Clause\\((\\{[^}]*}|\"[^\"]*\")\\)");
    private static final Pattern ROW = Pattern.compile("\"([^\"]+)\"");
    private static final Pattern CLASS = Pattern.compile("\\bclass\\s+(\\w+)");
    private static final Pattern METHOD = Pattern.compile("\\bvoid\\s+(\\w+)\\s*\\(");

    private final List<Tagged> tagged = new ArrayList<>();

    /**
     * One tag on one class or method.
     *
     * @param method empty when the tag stands on the class
     */
    record Tagged(String row, String type, String method) {
        String told() {
            return method.isEmpty() ? type : type + "#" + method;
        }
    }

    static ClauseTests in(SourceTree tree) throws IOException {
        var tests = new ClauseTests();
        for (var file : tree.files(ClauseTests::isTest)) {
            var name = file.getFileName().toString();
            tests.read(name.substring(0, name.length() - ".java".length()), Files.readString(file));
        }
        return tests;
    }

    private static boolean isTest(String name) {
        return !SourceTree.isBuilt(name) && name.contains("/src/test/java/") && name.matches(".*(Test|IT)\\.java");
    }

    void read(String type, String source) {
        var tags = TAG.matcher(source);
        while (tags.find()) {
            var method = method(source, tags.end());
            ROW.matcher(tags.group(1)).results().forEach(row -> tagged.add(new Tagged(row.group(1), type, method)));
        }
    }

    /** The method that the tag stands on; empty when a class comes first. */
    private static String method(String source, int from) {
        var method = METHOD.matcher(source);
        var type = CLASS.matcher(source);
        if (!method.find(from)) {
            return "";
        }
        return type.find(from) && type.start() < method.start() ? "" : method.group(1);
    }

    List<Tagged> of(String row) {
        return tagged.stream().filter(tag -> tag.row().equals(row)).toList();
    }

    Set<String> rows() {
        var rows = new TreeSet<String>();
        tagged.forEach(tag -> rows.add(tag.row()));
        return rows;
    }
}
