package cn.mejene.payments.provider;

/** A notification that is not taken. The reason is a fixed word and quotes nothing of it; there is no stack trace. */
public final class NoticeRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /** @param reason kebab-case word, e.g. {@code signature} */
    public NoticeRefused(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
