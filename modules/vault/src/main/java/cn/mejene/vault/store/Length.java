package cn.mejene.vault.store;

import java.util.OptionalLong;

/**
 * How long a content will be, bytes of plaintext. Where that is known from the start, a slow sender's content can be
 * sealed as it comes, in small pieces.
 *
 * @param most what it may come to
 * @param exact what it will come to, at most {@code most}; another length is a failure
 */
public record Length(long most, OptionalLong exact) {
    public Length {
        if (exact.isPresent() && exact.getAsLong() > most) {
            throw new UploadTooLargeException(most);
        }
    }

    /** Not known before it ends. */
    public static Length atMost(long most) {
        return new Length(most, OptionalLong.empty());
    }

    /** Bytes after which there can be no more. */
    long end() {
        return exact.orElse(most);
    }
}
