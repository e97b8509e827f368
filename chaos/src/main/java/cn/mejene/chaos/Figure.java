package cn.mejene.chaos;

/** What is counted or timed and may be any number. */
public enum Figure {
    CALLS("calls"),
    FAILED("calls failed (no answer, 503)"),
    RETRIES("retries"),
    UNAVAILABLE("503, all with Retry-After"),
    LIMITED("429"),
    PROFILE_WRITE("profile writes acknowledged"),
    SMILE_ID("Smile IDs activated"),
    UPLOAD("uploads acknowledged"),
    READ_BACK("uploads read back whole"),
    KILL("nodes killed mid-upload"),
    RESUMED("uploads finished after a failure"),
    ROTATION("rotations of the root key"),
    ROTATION_READ("reads meanwhile"),
    DAMAGE("damaged files not read"),
    NO_ROOM("507"),
    POWER_LOSS("losses of power"),
    KEPT_THROUGH("uploads acknowledged before one"),
    LARGE_STREAM("large uploads and downloads at once"),
    STALL("writes that had to wait for the node"),
    GROWTH("memory beside that of small files, percent"),
    SEALED_FILE("files headed under a nonce of their own"),
    SEALED_PAIR("segments sealed, each pair seen"),
    INTEROP("files sealed here and opened by Tink, and back"),
    FILE_NAME("file names that are none"),
    NOT_PLAYED("parts not played"),
    OBJECT_RACE("calls raced for one object"),
    SLOW("slow clients sent away"),
    SIGN_IN_QUIET("99 of 100 sign-ins without slow clients, ms"),
    SIGN_IN_BESIDE("99 of 100 sign-ins beside them, ms"),
    HEAP("heaps of idle nodes searched"),
    REVOCATION("grants and consents revoked"),
    READ_REFUSED("reads refused after revocation"),
    STREAM_CUT("streams cut by a revocation"),
    SIGN_OUT("sessions ended"),
    LAST_READ("revocation to last read elsewhere, ms"),
    LAST_SESSION("sign-out to last answer elsewhere, ms"),
    REFRESH("refresh tokens raced for"),
    GUESS("codes guessed at"),
    LOOKED_AT("guesses looked at"),
    CODE_ASKED("codes asked for in bulk"),
    CODE_SENT("codes sent in bulk"),
    NORMAL("ordinary codes during that"),
    LOCKED("sign-in by code shut by a stranger, s"),
    COMPARED("answers to known and unknown numbers compared"),
    STEP("steps of the decision model"),
    DECISION("decisions compared with the model"),
    ALLOWED("decisions that allowed"),
    POLICY_NOTICE("notices of policy versions"),
    CODE("codes attacked"),
    JOB_RUN("job runs raced for"),
    NOTICE("notifications delivered"),
    NOTICE_AT_KILL("of them while a node was killed"),
    PAID_ONCE("payments with one effect each"),
    FORGERY("forged notifications refused"),
    FORGERY_AT_KILL("of them while a node was killed"),
    CONTRADICTION("payments told of in every order"),
    ASKED("payments settled by asking"),
    NOTICE_MILLIS("notification to answer, ms"),
    MESSAGE("notices arrived"),
    CODE_BESIDE("codes beside a campaign, providers failing, ms"),
    REPEAT("repeats that devices were spared"),
    TAMPER("changes of the log caught"),
    LOG_VERIFY("log verified, ms"),
    LOG_AWAY("calls refused while the log was away"),
    NOT_SIGNED("changed trees that were not signed"),
    INCIDENT("incidents whose people were found exactly"),
    SCOPED("incident opened to people known, ms"),
    LAST_FAILURE("kill to last failed call elsewhere, ms"),
    JOIN("kill to ready again, ms"),
    RESTART("orderly restart of a node, ms"),
    MERGE("healed split to one cluster again, ms");

    private final String title;

    Figure(String title) {
        this.title = title;
    }

    /** As the table at the end has it. */
    public String title() {
        return title;
    }
}
