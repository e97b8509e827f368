package cn.mejene.identity.staff;

/**
 * Body of a staff sign-in.
 *
 * @param totp RFC 6238, six digits
 */
public record StaffGrant(String username, String password, String totp) {
    /** Shows nothing that would let anyone in. */
    @Override
    public String toString() {
        return "StaffGrant[***]";
    }
}
