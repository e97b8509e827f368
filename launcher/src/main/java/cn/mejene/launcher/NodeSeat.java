package cn.mejene.launcher;

import cn.mejene.services.host.Backoff;
import cn.mejene.services.host.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The place of one node: its first process, and after that one's death the next. For one thread, which {@linkplain #tend
 * tends} it again and again where deaths are to be made good; stopping is the {@link Family}'s.
 */
final class NodeSeat {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration STEADY = Duration.ofSeconds(60);
    private static final int HINT_LENGTH = 200;

    private final Family family;
    private final NodeStart start;
    private final Consumer<String> out;
    private final Readiness readiness = new Readiness();
    private final Backoff backoff = new Backoff(FIRST, LONGEST, STEADY);
    private ChildProcess process;
    private boolean ready;
    private boolean gone;
    private Duration pause = FIRST;

    /** When the process was started, or the last try to do so failed, or it was found dead. */
    private long changed = System.nanoTime();

    private NodeSeat(Family family, NodeStart start, Consumer<String> out, ChildProcess process) {
        this.family = family;
        this.start = start;
        this.out = out;
        this.process = process;
    }

    /** Starts the first process and does not wait for it. */
    static NodeSeat take(Family family, NodeStart start, Consumer<String> out) throws IOException, StartFailure {
        return new NodeSeat(family, start, out, family.startNode(start));
    }

    String name() {
        return start.name();
    }

    ChildProcess process() {
        return process;
    }

    /** Whether the process has once been ready. */
    boolean isReady() {
        ready = ready || readiness.isReady(start.readiness());
        return ready;
    }

    /** How long the process has been running, or dead. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - changed);
    }

    /**
     * Notices a death, starts the next process when the pause is over, and tells when that one is ready.
     *
     * @throws StartFailure when everything is being stopped
     * @throws IOException when the files of a dead process can't be read or removed
     */
    void tend() throws StartFailure, IOException {
        if (gone) {
            if (age().compareTo(pause) >= 0) {
                startAgain();
            }
        } else if (family.isLost(process)) {
            mourn();
        } else if (!ready && isReady()) {
            say("is ready again after %.1f s".formatted(age().toMillis() / 1e3));
        }
    }

    private void mourn() throws IOException {
        // Nothing to wait for: this removes the pid file, which must not name a dead process.
        process.await(Duration.ZERO);
        pause = backoff.after(age());
        enter(true);
        say("ended with code %d, starts again in %d s; its last line: %s"
                .formatted(process.exitCode(), pause.toSeconds(), hint()));
    }

    private void startAgain() throws StartFailure {
        try {
            process = family.replaceNode(process, start);
            enter(false);
        } catch (IOException refused) {
            pause = backoff.after(Duration.ZERO);
            enter(true);
            say("can't be started, tried again in %d s: %s".formatted(pause.toSeconds(), refused.getMessage()));
        }
    }

    private void enter(boolean nowGone) {
        gone = nowGone;
        ready = false;
        changed = System.nanoTime();
    }

    private String hint() throws IOException {
        var line = process.lastLines(1).stream().findFirst().orElse("").strip();
        return line.isEmpty() ? "none" : line.substring(0, Math.min(line.length(), HINT_LENGTH));
    }

    private void say(String what) {
        out.accept(start.name() + " " + what);
    }
}
