package cn.mejene.records;

/**
 * What the uploader called a record; sealed, because file names hold people's names.
 *
 * @param filename last part of the name, without control characters; empty when none was given
 */
record Label(String filename) {}
