package cn.mejene.chaos;

import java.util.Map;

/** One way to put a system to the test. Run once, on one thread. */
public interface Scenario {

    /** Works, breaks, heals and checks; what it finds is in the stage's tally. */
    void play(Stage stage) throws Exception;

    /** What the system is started with for it; scenarios that want the same are played on the same system. */
    default Map<String, String> environment() {
        return Map.of();
    }

    /** Waits, when all scenarios have been played, for what takes its time. */
    default void settle(Stage stage) throws Exception {}
}
