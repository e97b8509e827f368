package cn.mejene.chaos;

import cn.mejene.chaos.system.Installation;
import java.io.PrintStream;
import java.util.Random;

/**
 * What a scenario stands on. Thread-safe but for the random numbers, which belong to the scenario's own thread.
 *
 * @param installation the system that is broken
 * @param observed what is seen of it
 * @param random decides everything that is left to chance
 * @param out where people read how it goes
 */
public record Stage(Installation installation, Observed observed, Random random, PrintStream out) {

    public Tally tally() {
        return observed.tally();
    }

    public History history() {
        return observed.history();
    }

    public Weather weather() {
        return observed.weather();
    }
}
