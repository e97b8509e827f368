package cn.mejene.chaos;

/** What must not happen even once, whatever is broken. */
public enum Zero {
    LOST_WRITE("acknowledged writes lost"),
    LATE_WRITE("late writes over newer ones"),
    DOUBLED_EFFECT("effects doubled"),
    DOUBLED_SMILE_ID("Smile IDs doubled"),
    READ_AFTER_REVOCATION("reads allowed after a revocation"),
    SESSION_AFTER_SIGN_OUT("sessions alive 1 s after sign-out"),
    UPLOAD_DIFFERS("stored uploads that differ"),
    PARTIAL_RECORD("partial records readable"),
    ORPHAN_FILE("orphan files after the sweep"),
    PLAINTEXT("plaintext found on disk or in idle memory"),
    DAMAGE_READ("damaged contents read as if whole"),
    RESURRECTED("deleted records read again"),
    ROOM_TAKEN("uploads taken without room"),
    OLD_ROOT("rotations that left an old root key in use"),
    ROTATION_FELT("reads that failed while root keys were rotated"),
    SLOW_CLIENT("slow clients not sent away"),
    SLOWED("sign-ins that slow clients made wait"),
    NONCE_TWICE("(key, nonce) pairs used twice"),
    NOT_TINK("files that Tink and we do not open alike"),
    MEMORY_GREW("nodes that grew with the size of files"),
    LOOP_BLOCKED("warnings of blocked event loops"),
    NAME_LEAKED("file names that reached a path or a head"),
    MESSAGE_MISSING("messages missing"),
    MESSAGE_DOUBLED("messages doubled"),
    MESSAGE_UNWANTED("messages 1 s after a withdrawal"),
    CODE_MISSING("codes that did not arrive, providers failing"),
    CODE_LATE("codes that took more than 5 s beside a campaign"),
    TRY_TOO_MANY("code tries beyond five"),
    BUDGET_EXCEEDED("budgets exceeded"),
    TURNED_AWAY("ordinary callers turned away"),
    LOCKED_OUT("members locked out by a stranger"),
    TOLD_APART("known numbers told from unknown ones"),
    REFRESH_SPLIT("refresh tokens with two successors"),
    DECISION_DIFFERS("decisions unlike the model's"),
    VERSION_CHANGED("published policy versions changed"),
    JOB_TWICE("job runs doubled"),
    EPOCH_BACK("job epochs that fell"),
    EVENT_STUCK("events stuck in the outbox"),
    MONEY_EFFECT("payments without exactly one effect"),
    LEDGER("ledger entries off balance"),
    BOOKS("payments that differ from the provider's books"),
    FORGERY_TAKEN("forged notifications with an effect"),
    FORGERY_UNLOGGED("forged notifications not in the access log"),
    PAYMENT_BACK("payments gone back"),
    MONEY_LEAK("payers, bodies or secrets in logs"),
    TAMPER_MISSED("changes of the log not caught, or elsewhere"),
    UNLOGGED("accesses without an entry"),
    FORK_SIGNED("changed trees that were signed"),
    INCIDENT_INEXACT("incidents with other people or data"),
    SECRET_LOGGED("private words in the nodes' logs"),
    HANGING_CALL("calls hanging beyond deadline + 2 s"),
    UNANSWERED("calls never answered, retries included"),
    SERVER_ERROR("answers 500"),
    NO_PROBLEM("failures without problem+json"),
    NO_RETRY_AFTER("503 without Retry-After"),
    UNEXPLAINED_REFUSAL("refusals that nothing explains"),
    BROKEN_TOOL("checks that could not be made");

    private final String title;

    Zero(String title) {
        this.title = title;
    }

    /** As the table at the end has it. */
    public String title() {
        return title;
    }
}
