package cn.mejene.kernel.privacy;

/** Why personal data may be processed (PIPL 13, policy I(C), I(G)). */
public enum LegalBasis {
    /** The person herself asks for her own data (PIPL 44, 45). */
    OWN_REQUEST,
    /** A consent given for exactly this purpose. */
    CONSENT,
    CONTRACT,
    STATUTORY,
    EMERGENCY,
    PUBLICLY_DISCLOSED,
    OTHER_LAW;

    /** The word used in answers and logs, e.g. {@code own-request}. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
