package cn.mejene.identity.staff;

/**
 * A TOTP secret as it is sealed.
 *
 * @param base32 without padding
 */
record TotpSecret(String base32) {
    @Override
    public String toString() {
        return "TotpSecret[***]";
    }
}
