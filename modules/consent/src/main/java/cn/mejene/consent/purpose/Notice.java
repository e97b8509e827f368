package cn.mejene.consent.purpose;

/**
 * The notice of one purpose in one language as it was shown; kept for ever, because consents refer to it.
 *
 * @param id its id, {@code ntc_…}
 * @param sha256 digest of the text's UTF-8 bytes, lower-case hex
 */
public record Notice(String id, String purpose, String language, String sha256, String text) {}
