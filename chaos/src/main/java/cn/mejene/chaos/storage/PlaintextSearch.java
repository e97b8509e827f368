package cn.mejene.chaos.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Looks for words in files, in every form in which software tends to write text: as it is, base64 at each alignment,
 * hexadecimal, UTF-16. Immutable.
 */
public final class PlaintextSearch {
    private static final long LARGEST = 512L << 20;

    /** The forms by their first two bytes, so that a file is read through once. */
    private final Form[][] byStart = new Form[1 << 16][];

    private record Form(String word, byte[] bytes) {}

    /** @param words what to look for, by a name that may be shown; 8 bytes or longer each */
    public PlaintextSearch(Map<String, String> words) {
        words.forEach((name, word) ->
                forms(word.getBytes(StandardCharsets.UTF_8), word).forEach(form -> add(new Form(name, form))));
    }

    private void add(Form form) {
        int start = start(form.bytes(), 0);
        var others = byStart[start] == null ? new Form[0] : byStart[start];
        byStart[start] = Arrays.copyOf(others, others.length + 1);
        byStart[start][others.length] = form;
    }

    private static List<byte[]> forms(byte[] raw, String word) {
        var forms = new ArrayList<byte[]>();
        forms.add(raw);
        forms.add(HexFormat.of().formatHex(raw).getBytes(StandardCharsets.US_ASCII));
        forms.add(HexFormat.of().withUpperCase().formatHex(raw).getBytes(StandardCharsets.US_ASCII));
        forms.add(word.getBytes(StandardCharsets.UTF_16LE));
        forms.add(word.getBytes(StandardCharsets.UTF_16BE));
        for (var encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            for (int shift = 0; shift < 3; shift++) {
                forms.add(encoded(encoder, raw, shift));
            }
        }
        return forms;
    }

    /** The base64 letters that depend on the word alone when this many bytes stand before it. */
    private static byte[] encoded(Base64.Encoder encoder, byte[] raw, int shift) {
        var moved = new byte[raw.length + shift];
        System.arraycopy(raw, 0, moved, shift, raw.length);
        var text = encoder.withoutPadding().encodeToString(moved);
        int from = shift == 0 ? 0 : shift + 1;
        int to = moved.length / 3 * 4;
        return text.substring(from, to).getBytes(StandardCharsets.US_ASCII);
    }

    /** Every find in the files below the folder that were changed since. Files that vanish meanwhile are left out. */
    public List<String> below(Path folder, FileTime since) throws IOException {
        var found = new ArrayList<String>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && attributes.lastModifiedTime().compareTo(since) >= 0) {
                    found.addAll(in(file, attributes.size()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private List<String> in(Path file, long size) throws IOException {
        if (size > LARGEST || !Files.isReadable(file)) {
            return List.of();
        }
        var found = new ArrayList<String>();
        for (var word : words(Files.readAllBytes(file))) {
            found.add(word + " in " + file);
        }
        return found;
    }

    /** The names of the words that occur in the bytes. */
    public List<String> words(byte[] content) {
        var found = new ArrayList<String>();
        for (int at = 0; at + 1 < content.length; at++) {
            var candidates = byStart[start(content, at)];
            for (int i = 0; candidates != null && i < candidates.length; i++) {
                if (occurs(candidates[i].bytes(), content, at)) {
                    found.add(candidates[i].word());
                }
            }
        }
        return found.stream().distinct().toList();
    }

    private static boolean occurs(byte[] form, byte[] content, int at) {
        return at + form.length <= content.length && Arrays.equals(form, 0, form.length, content, at, at + form.length);
    }

    private static int start(byte[] bytes, int at) {
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }
}
