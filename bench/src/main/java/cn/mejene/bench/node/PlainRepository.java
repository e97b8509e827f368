package cn.mejene.bench.node;

import cn.mejene.kernel.data.Sql;
import java.util.List;

/** Log entries as they would be kept without a tree: a table with a key. And what the log's own tables hold. */
final class PlainRepository {

    /** The text of the last entry that was written. */
    String text(Sql sql) {
        return sql.one("SELECT body FROM audit.body ORDER BY entry_id DESC LIMIT 1", row -> row.getString("body"));
    }

    void insert(Sql sql, String[] ids, String[] texts) {
        sql.update("INSERT INTO bench.plain (entry_id, body) SELECT * FROM unnest($1::text[], $2::text[])", ids, texts);
    }

    /** Some entries of the tree, spread over all of it. */
    List<String> entries(Sql sql, int most) {
        return sql.list("""
                SELECT entry_id FROM audit.leaf, (SELECT size FROM audit.checkpoint) c
                 WHERE index < c.size AND index % greatest(1, c.size / $1) = 0 LIMIT $1
                """, row -> row.getString("entry_id"), (long) most);
    }
}
