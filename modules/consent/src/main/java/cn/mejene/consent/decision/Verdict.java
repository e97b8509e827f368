package cn.mejene.consent.decision;

import cn.mejene.kernel.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The answer of the engine, with its reason.
 *
 * @param purpose the purpose that the reason is about, where it is about one
 */
public record Verdict(Reason reason, @Nullable String purpose) {

    static Verdict of(Reason reason) {
        return new Verdict(reason, null);
    }

    public boolean allowed() {
        return reason.allows();
    }

    /** Returns when the access is allowed. */
    void require() {
        if (!allowed()) {
            throw refusal();
        }
    }

    /** What a refused access is answered with. */
    Problem refusal() {
        return switch (reason.code()) {
            case "forbidden" -> Problem.forbidden("This access is not allowed.");
            case "grant-required" -> problem("The member has not granted this clinic this access.");
            case "consent-required" ->
                problem("The member has not consented to this purpose.")
                        .with("purpose", java.util.Objects.requireNonNull(purpose));
            case "partner-not-admitted" ->
                problem("The clinic needs an agreement and a passed security test, both in force.");
            case "residency" -> problem("Personal data are not opened from outside mainland China.");
            case "approval-required" -> problem("A minor's data need an approval first.");
            case "account-closed" -> problem("The account is not in use.");
            default -> problem("The member objects to this processing.");
        };
    }

    private Problem problem(String detail) {
        return Problem.of(403, reason.code(), detail);
    }
}
