package cn.mejene.chaos.fault;

import cn.mejene.chaos.Stage;

/** One way to break the system. */
public interface Fault {
    /** Faults of different domains may hold at the same time; two of one domain would hide each other. */
    enum Domain {
        NODES,
        SERVICES,
        LINKS
    }

    /** In words, with what was left to chance. */
    String name();

    Domain domain();

    /** Breaks, lets it be for its time, heals, and returns when the system says that it is well. */
    void strike(Stage stage) throws Exception;
}
