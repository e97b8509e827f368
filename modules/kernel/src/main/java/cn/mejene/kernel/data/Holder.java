package cn.mejene.kernel.data;

/**
 * One run of one node, as it holds things in the database: a reservation or a claim lives while its holder's heartbeat
 * does, and is free at once when the node starts again. A port of the kernel's own.
 *
 * @param incarnation rises with every start of any node
 */
public record Holder(String node, long incarnation) {
    /** SQL condition: the columns {@code h.node, h.incarnation} name a holder that lives. */
    public static final String LIVES = """
            EXISTS (SELECT 1 FROM kernel.node n
                     WHERE n.node = h.node AND n.incarnation = h.incarnation
                       AND n.heartbeat_at > now() - interval '15 seconds')
            """;
}
