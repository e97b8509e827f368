package cn.mejene.launcher.system;

/**
 * One call of the matrix.
 *
 * @param caller who calls
 * @param whose thing it is about: {@code own}, {@code others}, {@code other-clinic}, {@code frozen}, {@code minor},
 *     {@code any}; empty where the operation is about nobody's
 * @param confirmed whether a step-up token is sent where the operation needs one
 */
record AccessCell(ContractOperation operation, String caller, String whose, boolean confirmed) {

    @Override
    public String toString() {
        return operation.id() + " by " + caller + (whose.isEmpty() ? "" : " about " + whose)
                + (confirmed ? "" : " unconfirmed");
    }
}
