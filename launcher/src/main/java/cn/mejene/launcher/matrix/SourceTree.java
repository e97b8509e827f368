package cn.mejene.launcher.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** The files of a checkout, without what was built from them. */
final class SourceTree {
    private final Path root;

    SourceTree(Path root) {
        this.root = root;
    }

    /** Files whose path below the root, with slashes, the predicate wants; in order of path. */
    List<Path> files(Predicate<String> wanted) throws IOException {
        try (var files = Files.walk(root, 20)) {
            return files.filter(file -> wanted.test(name(file)))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    String name(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    static boolean isBuilt(String name) {
        return name.contains("/target/") || name.startsWith("target/") || name.startsWith(".");
    }
}
