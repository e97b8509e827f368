package cn.mejene.chaos;

/** One way to put a system to the test. Run once, on one thread. */
public interface Scenario {

    /** Works, breaks, heals and checks; what it finds is in the stage's tally. */
    void play(Stage stage) throws Exception;

    /** Waits, when all scenarios have been played, for what takes its time. */
    default void settle(Stage stage) throws Exception {}
}
