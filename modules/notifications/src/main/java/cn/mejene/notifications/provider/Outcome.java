package cn.mejene.notifications.provider;

import org.jspecify.annotations.Nullable;

/**
 * What became of one message at one provider.
 *
 * @param code the provider's own code, or ours; never its text, which may quote the receiver
 * @param reference by which the provider's receipts name the message
 */
public record Outcome(Result result, String code, @Nullable String reference) {

    /** In which respect the message is now where. */
    public enum Result {
        /** The provider has it. */
        TAKEN,
        /** The provider does not want it, and will not want it later. */
        REFUSED,
        /** There is nobody at this address any more. */
        GONE,
        /** The provider does not have it; later it may take it. */
        FAILED,
        /** Whether the provider has it is not known. */
        UNANSWERED,
        /** The provider was not asked: it fails too often. */
        NOT_ASKED
    }

    public static Outcome taken(@Nullable String reference) {
        return new Outcome(Result.TAKEN, "ok", reference);
    }

    public static Outcome refused(String code) {
        return new Outcome(Result.REFUSED, code, null);
    }

    public static Outcome gone(String code) {
        return new Outcome(Result.GONE, code, null);
    }

    public static Outcome failed(String code) {
        return new Outcome(Result.FAILED, code, null);
    }

    public static Outcome unanswered(String code) {
        return new Outcome(Result.UNANSWERED, code, null);
    }

    public static Outcome notAsked() {
        return new Outcome(Result.NOT_ASKED, "provider-paused", null);
    }

    public boolean isTaken() {
        return result == Result.TAKEN;
    }

    public boolean isGone() {
        return result == Result.GONE;
    }

    /** Whether the provider did its part, whatever it answered. */
    boolean isHealthy() {
        return result == Result.TAKEN || result == Result.REFUSED || result == Result.GONE;
    }
}
