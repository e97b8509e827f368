package cn.mejene.identity.member;

/**
 * A member's account, without her number.
 *
 * @param status {@code active}, {@code awaiting-guardian}, {@code frozen} or {@code cancelled}
 */
record Account(String memberId, String status) {
    private static final String ACTIVE = "active";

    static Account active(String memberId) {
        return new Account(memberId, ACTIVE);
    }

    /** A child who awaits a guardian may come in, to bring one. */
    boolean mayEnter() {
        return status.equals(ACTIVE) || status.equals("awaiting-guardian");
    }
}
