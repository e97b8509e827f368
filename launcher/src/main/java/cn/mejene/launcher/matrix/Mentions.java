package cn.mejene.launcher.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which files of the product name which row: in Javadoc, contract fragments, migrations and policy data. */
final class Mentions {
    /** A row such as {@code V(C)2}, a heading such as {@code V(C)}, or a range such as {@code I(A)1.c–d}. */
    private static final Pattern NAMED = Pattern.compile(
            "(?<![\\w)])([IVX]+(?:\\([A-G]\\))?\\.?(?:0[a-c]|\\d{0,2}(?:\\.[a-c])?))(?:–([\\da-c]))?(?!\\w)");

    private static final Pattern GENERAL = Pattern.compile("policy (0\\.\\d)\\b");

    private final Map<String, SortedSet<String>> files = new TreeMap<>();

    static Mentions in(SourceTree tree) throws IOException {
        var mentions = new Mentions();
        for (var file : tree.files(Mentions::isProduct)) {
            mentions.read(shortened(tree.name(file)), Files.readString(file));
        }
        return mentions;
    }

    private static boolean isProduct(String name) {
        return name.matches("(modules/[a-z]+|gateway)/src/main/.*\\.(java|yaml|sql)")
                || (name.matches("config/policy/[a-z-]+\\.yaml") && !name.endsWith("/clauses.yaml"));
    }

    private static String shortened(String name) {
        return name.replaceFirst(".*/src/main/(java/cn/mejene/|resources/)", "");
    }

    private void read(String file, String text) {
        NAMED.matcher(text).results().forEach(found -> {
            add(found.group(1), file);
            if (found.group(2) != null) {
                range(found.group(1), found.group(2).charAt(0), file);
            }
        });
        GENERAL.matcher(text).results().forEach(found -> add(found.group(1), file));
    }

    private void range(String first, char last, String file) {
        var stem = first.substring(0, first.length() - 1);
        for (char next = first.charAt(first.length() - 1); next <= last; next++) {
            add(stem + next, file);
        }
    }

    private void add(String row, String file) {
        if (row.length() > 1) {
            files.computeIfAbsent(row, r -> new TreeSet<>()).add(file);
        }
    }

    /** Files that name the row itself or, for {@code I(A)3.a}, the row {@code I(A)3} that it is a part of. */
    Set<String> of(String row) {
        var all = new TreeSet<>(files.getOrDefault(row, new TreeSet<>()));
        int dot = row.lastIndexOf('.');
        if (dot > 0) {
            all.addAll(files.getOrDefault(row.substring(0, dot), new TreeSet<>()));
        }
        return all;
    }
}
