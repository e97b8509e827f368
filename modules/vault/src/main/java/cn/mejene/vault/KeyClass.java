package cn.mejene.vault;

import java.util.Locale;

/**
 * Retention classes: each member has one key per class, and destroying it makes all that is sealed under it
 * unreadable, copies and backups included, while the other classes stay.
 */
public enum KeyClass {
    /** Who the person is: phone, name, sessions. */
    IDENTITY,
    /** Medical data: scans, X-rays, treatment records. */
    CARE,
    /** Orders and payments, kept as commerce law demands. */
    TRANSACTION,
    /** Confirmations and what they confirm. */
    EVIDENCE,
    /** The link between the log's pseudonyms and the person. */
    LOG,
    /** Blind indexes and hashes; belongs to the platform, not to a person. */
    INDEX;

    /** The word stored in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
