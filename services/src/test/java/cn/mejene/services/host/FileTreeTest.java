package cn.mejene.services.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
    @TempDir
    private Path folder;

    private Path aside;
    private Path target;

    @BeforeEach
    void make() throws IOException {
        aside = folder.resolve("aside");
        target = folder.resolve("target");
        Files.createDirectories(aside.resolve("in"));
        Files.writeString(aside.resolve("in/file"), "content");
        Files.createSymbolicLink(aside.resolve("link"), Path.of("in", "nowhere"));
    }

    @Test
    void publish_putsEverythingThere_atOnce() throws IOException {
        FileTree.publish(aside, target);

        assertThat(target.resolve("in/file")).hasContent("content");
        assertThat(target.resolve("link")).isSymbolicLink();
        assertThat(aside).doesNotExist();
    }

    @Test
    void publish_changesNothing_whereSomethingIs() throws IOException {
        Files.createDirectories(target);
        Files.writeString(target.resolve("other"), "older");

        assertThatThrownBy(() -> FileTree.publish(aside, target)).isInstanceOf(IOException.class);

        assertThat(target.resolve("other")).hasContent("older");
        assertThat(aside.resolve("in/file")).exists();
    }

    @Test
    void delete_leavesNothing_andMindsNothing() throws IOException {
        FileTree.delete(aside);
        FileTree.delete(aside);

        assertThat(aside).doesNotExist();
    }
}
