package cn.mejene.notifications.kind;

/** What a notice is by nature, which decides how it may go out and what stops it (policy I(F)). */
public enum Nature {
    /** A law demands it: by every way there is; no opt-out stops it, nor a frozen account. */
    STATUTORY,
    /** Agreements, orders, membership: to the inbox and by e-mail. */
    TRANSACTIONAL,
    /** What happens in the account. */
    SERVICE,
    /** Needs a separate consent and is opted into by channel; activity announcements are marketing. */
    MARKETING;

    /** Whether such a notice may go out by a way. */
    public boolean allows(Way way) {
        return switch (this) {
            case STATUTORY -> true;
            case TRANSACTIONAL -> way == Way.INBOX || way == Way.EMAIL;
            case SERVICE -> way != Way.GUARDIAN;
            case MARKETING -> way != Way.INBOX && way != Way.GUARDIAN;
        };
    }

    /** Where such a notice waits. */
    public Line line() {
        return switch (this) {
            case STATUTORY -> Line.STATUTORY;
            case TRANSACTIONAL, SERVICE -> Line.ORDINARY;
            case MARKETING -> Line.MARKETING;
        };
    }

    /** What personal data is opened for when such a notice leaves, by the catalogue of purposes. */
    public String purpose() {
        return this == MARKETING ? "marketing" : "service-notice";
    }

    /** Whether the member can end such notices. */
    public boolean isOptional() {
        return this != STATUTORY;
    }
}
