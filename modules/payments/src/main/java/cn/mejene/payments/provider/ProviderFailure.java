package cn.mejene.payments.provider;

/**
 * A call to a provider that did not do what it should. Carries the provider's code, never its words, which may quote
 * what was sent; there is no stack trace.
 */
public final class ProviderFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean certain;
    private final String code;

    private ProviderFailure(boolean certain, String code) {
        super(code, null, false, false);
        this.certain = certain;
        this.code = code;
    }

    /** The provider refused: nothing has happened. */
    public static ProviderFailure refused(String code) {
        return new ProviderFailure(true, code);
    }

    /** No answer, or none that can be believed: whether something happened is not known. */
    public static ProviderFailure unknown(String code) {
        return new ProviderFailure(false, code);
    }

    /** Whether it is certain that nothing has happened. */
    public boolean isCertain() {
        return certain;
    }

    public String code() {
        return code;
    }
}
