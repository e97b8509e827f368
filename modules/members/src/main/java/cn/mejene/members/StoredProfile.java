package cn.mejene.members;

/**
 * A sealed profile as it stands in its row.
 *
 * @param version counts the changes; a change names the version it was made from
 */
record StoredProfile(byte[] sealed, int version) {}
