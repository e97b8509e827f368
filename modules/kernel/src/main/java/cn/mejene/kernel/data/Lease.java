package cn.mejene.kernel.data;

import java.util.OptionalLong;

/**
 * A right that one living node has at a time. Whoever holds it locks its row in each transaction that uses it, so that
 * the next holder cannot overtake; the epoch rises with every change of hands.
 */
public final class Lease {
    private final String name;
    private final Holder holder;

    public Lease(String name, Holder holder) {
        this.name = name;
        this.holder = holder;
    }

    /**
     * Takes or keeps the lease and locks it until the transaction ends.
     *
     * @return the epoch, or nothing when another living node holds the lease
     */
    public OptionalLong hold(Tx tx) {
        tx.update(
                "INSERT INTO kernel.lease (name, node, incarnation, epoch) VALUES ($1, $2, $3, 1) ON CONFLICT DO NOTHING",
                name,
                holder.node(),
                holder.incarnation());
        return tx.find(
                        "UPDATE kernel.lease AS h SET node = $2, incarnation = $3,"
                                + " epoch = epoch + CASE WHEN (node, incarnation) = ($2, $3) THEN 0 ELSE 1 END"
                                + " WHERE name = $1 AND ((node, incarnation) = ($2, $3) OR NOT "
                                + Holder.LIVES + ") RETURNING epoch",
                        row -> row.getLong("epoch"),
                        name,
                        holder.node(),
                        holder.incarnation())
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }
}
