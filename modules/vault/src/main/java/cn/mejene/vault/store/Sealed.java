package cn.mejene.vault.store;

/**
 * What an upload came to.
 *
 * @param plainSize bytes received
 * @param sealedSize bytes stored
 * @param sha256 digest of the bytes received, 64 lower-case hexadecimal digits
 */
public record Sealed(long plainSize, long sealedSize, String sha256) {}
