package cn.mejene.chaos.audit;

import cn.mejene.chaos.audit.Tampering.Before;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * One change of the log by the owner of its database.
 *
 * @param index of the first entry that is not what it was; none where the head itself is not the log's
 * @param statements what is done, in order
 */
record Change(String name, OptionalLong index, List<String> statements) {
    private static final String ENTRY = "(SELECT entry_id FROM audit.leaf WHERE index = %1$d)";
    private static final String EDIT =
            "UPDATE audit.body SET body = replace(body, '\"read\"', '\"view\"') WHERE entry_id = " + ENTRY;
    private static final String COMMITMENT =
            "UPDATE audit.commitment SET commitment = sha256(commitment) WHERE entry_id = " + ENTRY;

    /** The commitment to whatever the body says now. */
    private static final String RECOMMIT = """
            UPDATE audit.commitment c SET commitment =
                   sha256(convert_to('mejene-log-entry/1' || chr(10), 'UTF8') || b.salt || convert_to(b.body, 'UTF8'))
              FROM audit.body b JOIN audit.leaf l USING (entry_id) WHERE c.entry_id = b.entry_id AND l.index = %1$d
            """;

    /** Hashes a leaf as whoever tampers would, with SQL alone. */
    private static final String REHASH = """
            UPDATE audit.leaf l SET hash = sha256('\\x00'::bytea || convert_to('mejene-leaf/1' || chr(10) || c.entry_id
                || chr(10) || to_char(c.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
                || CASE WHEN date_trunc('second', c.at) = c.at THEN '' ELSE to_char(c.at, '.MS') END || 'Z' || chr(10)
                || encode(c.commitment, 'hex') || chr(10), 'UTF8'))
              FROM audit.commitment c WHERE c.entry_id = l.entry_id AND l.index = %1$d
            """;

    private static final String INSERTED = "log_0000000000000000000000000z";

    private static Change at(long index, String name, String... statements) {
        return new Change(
                name,
                OptionalLong.of(index),
                Stream.of(statements).map(sql -> sql.formatted(index)).toList());
    }

    /**
     * Everything that is tried.
     *
     * @param index of an entry
     * @param size of the log
     * @param before a head of the same log, larger than the index and smaller than the size
     */
    static List<Change> all(long index, long size, Before before) {
        return Stream.concat(
                        Stream.of(
                                at(index, "body edited", EDIT),
                                at(index, "commitment changed", COMMITMENT),
                                at(index, "commitment changed, leaf made to fit", COMMITMENT, REHASH),
                                at(index, "body edited, all made to fit", EDIT, RECOMMIT, REHASH),
                                at(index, "deleted", "DELETE FROM audit.leaf WHERE index = %1$d"),
                                at(index, "body deleted", "DELETE FROM audit.body WHERE entry_id = " + ENTRY),
                                at(
                                        index,
                                        "dated back, all made to fit",
                                        "UPDATE audit.commitment SET at = at - interval '3 years' WHERE entry_id = "
                                                + ENTRY,
                                        REHASH)),
                        ofOrder(index, size, before))
                .toList();
    }

    private static Stream<Change> ofOrder(long index, long size, Before before) {
        return Stream.of(
                at(
                        index,
                        "swapped",
                        "UPDATE audit.leaf SET index = 1000000000 WHERE index = %1$d",
                        "UPDATE audit.leaf SET index = %1$d WHERE index = %1$d + 40",
                        "UPDATE audit.leaf SET index = %1$d + 40 WHERE index = 1000000000"),
                at(
                        size - 60,
                        "inserted",
                        "UPDATE audit.leaf SET index = index + 100000000 WHERE index >= %1$d",
                        "UPDATE audit.leaf SET index = index - 99999999 WHERE index >= 100000000",
                        "INSERT INTO audit.commitment VALUES ('" + INSERTED + "', sha256(''), now())",
                        "INSERT INTO audit.leaf VALUES (%1$d, '" + INSERTED + "', sha256(''))"),
                at(size - 100, "cut off", "DELETE FROM audit.leaf WHERE index >= %1$d"),
                at(
                        before.size(),
                        "rolled back",
                        "DELETE FROM audit.leaf WHERE index >= %1$d",
                        "UPDATE audit.checkpoint SET size = %1$d, note = '" + before.note() + "'"),
                at(before.size(), "forked", EDIT, RECOMMIT, REHASH),
                Forged.checkpoint(before));
    }
}
