package cn.mejene.kernel.event;

import java.util.List;

/**
 * Keeps short public texts outside the database, in a topic of one partition, so that whoever rewrites the database has
 * not rewritten them. A port of the kernel's own. Not for personal data. Virtual threads only.
 */
public interface Bulletin {

    /**
     * Posts a text behind the earlier ones and returns when Kafka has it.
     *
     * @param topic {@code <module>.<what>}
     * @throws cn.mejene.kernel.Problem 503 when Kafka does not take it
     */
    void post(String topic, String text);

    /**
     * The latest texts, oldest first; none when nothing was ever posted.
     *
     * @throws cn.mejene.kernel.Problem 503 when Kafka cannot be asked
     */
    List<String> latest(String topic, int most);
}
