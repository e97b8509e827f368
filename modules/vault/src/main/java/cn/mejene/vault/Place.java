package cn.mejene.vault;

import java.nio.charset.StandardCharsets;

/**
 * Where a sealed value stands; it opens nowhere else.
 *
 * @param subject whose data it is
 * @param keyClass the class of key that seals it
 * @param table schema-qualified table, e.g. {@code members.profile}
 * @param column column name
 * @param row primary key of the row
 */
public record Place(String subject, KeyClass keyClass, String table, String column, String row) {

    /** The associated data that binds a sealed value to its place. */
    public byte[] associatedData() {
        return String.join("\n", "mejene-value/1", subject, keyClass.word(), table, column, row)
                .getBytes(StandardCharsets.UTF_8);
    }
}
