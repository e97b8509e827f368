package cn.mejene.bench;

import cn.mejene.bench.load.Answer;
import cn.mejene.bench.load.Carrier;
import cn.mejene.bench.load.Usage;
import cn.mejene.bench.load.Wire;
import cn.mejene.bench.peer.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/**
 * A file goes to a peer over some connections at once; what the peer kept must be the file, every time.
 *
 * @param carrier how it goes
 * @param connections each sends the whole file
 */
public record Uploading(Peer peer, Carrier carrier, Sent sent, int connections) implements Contest.Work {

    /**
     * What is sent.
     *
     * @param sha256 of the file
     */
    public record Sent(Path file, String sha256) {}

    @Override
    public Sample run() throws IOException {
        long size = Files.size(sent.file());
        double cpu = Usage.of(peer.pid()).cpuSeconds();
        long begin = System.nanoTime();
        var answers = all();
        double seconds = (System.nanoTime() - begin) / 1e9;
        cpu = Usage.of(peer.pid()).cpuSeconds() - cpu;
        var stored = peer.stored(answers);
        if (stored.size() != connections || !stored.stream().allMatch(sent.sha256()::equals)) {
            throw new IOException(peer.name() + " keeps something else than was sent: " + stored);
        }
        peer.forget(answers);
        return new Sample(seconds, cpu, connections * size);
    }

    private List<Answer> all() throws IOException {
        if (connections == 1) {
            return List.of(one());
        }
        var answers = new ArrayList<Answer>();
        // Sending files blocks the thread that carries a virtual one.
        try (var senders = Executors.newFixedThreadPool(connections)) {
            for (var answer : senders.invokeAll(Collections.nCopies(connections, (Callable<Answer>) this::one))) {
                answers.add(answer.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (ExecutionException e) {
            throw new IOException(peer.name() + " failed", e.getCause());
        }
        return answers;
    }

    private Answer one() throws IOException {
        var head = peer.head(Files.size(sent.file()));
        var answer = carrier.send(peer.port(), head, sent.file(), Wire.Pace.FREE);
        if (!answer.isGood()) {
            throw new IOException(peer.name() + " refuses: " + answer.status() + " " + answer.body());
        }
        return answer;
    }
}
