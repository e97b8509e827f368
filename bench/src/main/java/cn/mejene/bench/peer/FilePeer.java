package cn.mejene.bench.peer;

import cn.mejene.bench.load.Answer;
import cn.mejene.bench.load.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A peer whose uploads lie as plain files in a folder that only this run uses.
 *
 * @param form the request's head with a place for a name and one for the length, both numbers
 */
record FilePeer(String name, int port, Program program, String form, Path files) implements Peer {
    /** What a peer notes beside an upload is smaller. */
    private static final long SMALLEST = 4096;

    @Override
    public long pid() {
        return program.pid();
    }

    @Override
    public String head(long length) {
        return form.formatted(System.nanoTime(), length);
    }

    @Override
    public List<String> stored(List<Answer> answers) throws IOException {
        var digests = new ArrayList<String>();
        for (var file : list()) {
            if (Files.size(file) >= SMALLEST) {
                digests.add(Digest.of(file));
            }
        }
        return digests;
    }

    @Override
    public void forget(List<Answer> answers) throws IOException {
        for (var file : list()) {
            Files.delete(file);
        }
    }

    private List<Path> list() throws IOException {
        try (var all = Files.walk(files)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
