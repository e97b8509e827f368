package cn.mejene.vault;

import cn.mejene.kernel.stream.BlobReference;
import io.vertx.sqlclient.Row;
import java.util.Optional;

/**
 * A blob and where its bytes lie.
 *
 * @param copy where a copy is being written, while it is moved
 */
record LocatedBlob(BlobReference blob, Location location, Optional<Location> copy) {
    /** What {@link #reference} reads. */
    static final String REFERENCE = "id, data_key_id, subject, associated_data";

    static final String COLUMNS = REFERENCE + ", store, coalesce(object, id) AS object, copy_store, copy_object";

    static BlobReference reference(Row row) {
        return new BlobReference(
                row.getString("id"),
                row.getString("data_key_id"),
                row.getString("subject"),
                row.getString("associated_data"));
    }

    static LocatedBlob of(Row row) {
        var copyStore = row.getString("copy_store");
        return new LocatedBlob(
                reference(row),
                Location.of(row.getString("store"), row.getString("object")),
                copyStore == null
                        ? Optional.empty()
                        : Optional.of(Location.of(copyStore, row.getString("copy_object"))));
    }
}
