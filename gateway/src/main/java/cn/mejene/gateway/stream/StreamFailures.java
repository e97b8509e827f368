package cn.mejene.gateway.stream;

import cn.mejene.kernel.Problem;
import cn.mejene.vault.store.StorageFullException;
import cn.mejene.vault.store.StoreUnavailableException;
import cn.mejene.vault.store.UploadTooLargeException;
import cn.mejene.vault.store.WrongLengthException;

/** What the vault's failures are to a caller; what is not listed is a bug or a damaged object, and no caller's affair. */
final class StreamFailures {
    private StreamFailures() {}

    static Throwable shown(Throwable failure) {
        return switch (failure) {
            case UploadTooLargeException large -> tooLarge(large.limit());
            case WrongLengthException _ ->
                Problem.of(400, "malformed-request", "The body is shorter than its head said.");
            case StorageFullException _ ->
                Problem.of(507, "storage-full", "There is no room for the body at the moment.")
                        .header("Retry-After", "60");
            case StoreUnavailableException _ -> Problem.unavailable("The stored data cannot be reached at the moment.");
            default -> failure;
        };
    }

    static Problem tooLarge(long maxBytes) {
        return Problem.of(413, "body-too-large", "The body is larger than this call takes.")
                .with("maxBytes", maxBytes);
    }
}
