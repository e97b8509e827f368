package cn.mejene.identity.member;

/**
 * A member's account, without her number.
 *
 * @param status {@code active}, {@code frozen} or {@code cancelled}
 */
record Account(String memberId, String status) {
    private static final String ACTIVE = "active";

    static Account active(String memberId) {
        return new Account(memberId, ACTIVE);
    }

    boolean isActive() {
        return status.equals(ACTIVE);
    }
}
