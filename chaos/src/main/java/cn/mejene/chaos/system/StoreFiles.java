package cn.mejene.chaos.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a blob store on this machine. Files may come and go while they are counted. */
public record StoreFiles(Path folder) {

    /** How many there are now, finished or not. */
    public long count() throws IOException {
        while (true) {
            try (var files = Files.walk(folder)) {
                return files.filter(Files::isRegularFile).count();
            } catch (UncheckedIOException goneMeanwhile) {
                Thread.onSpinWait();
            }
        }
    }
}
