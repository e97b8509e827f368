package cn.mejene.vault.store;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Name of a stored object: 128 random bits as 32 lower-case hexadecimal digits. It says nothing about a person and
 * cannot leave its folder.
 */
public record BlobId(String value) implements Comparable<BlobId> {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
    private static final int BYTES = 16;

    public BlobId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a blob id");
        }
    }

    public static BlobId random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new BlobId(HexFormat.of().formatHex(bytes));
    }

    /** The id that a file is named after, if it is one. */
    static Optional<BlobId> ofFileName(String name) {
        return FORM.matcher(name).matches() ? Optional.of(new BlobId(name)) : Optional.empty();
    }

    @Override
    public int compareTo(BlobId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
