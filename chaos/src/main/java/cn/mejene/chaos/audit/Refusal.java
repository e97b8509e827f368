package cn.mejene.chaos.audit;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.system.LogOwner;
import java.util.concurrent.TimeUnit;

/** A tree that does not begin with what was signed before is signed by nobody, until it is put right (D43). For one thread. */
final class Refusal {
    private static final String SIGNED = "SELECT size FROM audit.checkpoint";
    private static final String TOP = "(SELECT max(level) FROM audit.node)";
    private static final String CHANGE = "UPDATE audit.node SET hash = sha256(hash) WHERE index = 0 AND level = " + TOP;

    /** Several times the pause between two signatures. */
    private static final long WATCHED_SECONDS = 4;

    private final Stage stage;
    private final Client client;
    private final LogOwner owner;
    private final Filling filling;

    Refusal(Stage stage, Client client, LogOwner owner, Filling filling) {
        this.stage = stage;
        this.client = client;
        this.owner = owner;
        this.filling = filling;
    }

    void run() throws Exception {
        filling.awaitSigned();
        long signed = owner.number(SIGNED);
        var was = owner.text("SELECT encode(hash, 'hex') FROM audit.node WHERE index = 0 AND level = " + TOP);
        owner.execute(CHANGE);
        try {
            var phone = "+86134%08d".formatted(stage.random().nextInt(100_000_000));
            client.call(Profile.read(Profile.of(client, phone)), 1);
            TimeUnit.SECONDS.sleep(WATCHED_SECONDS);
            if (owner.number(SIGNED) == signed && owner.number("SELECT size FROM audit.head") > signed) {
                stage.tally().count(Figure.NOT_SIGNED);
            } else {
                stage.tally().violated(Zero.FORK_SIGNED, "a checkpoint over a changed node");
            }
        } finally {
            owner.execute(
                    "UPDATE audit.node SET hash = decode('" + was + "', 'hex') WHERE index = 0 AND level = " + TOP);
        }
        filling.awaitSigned();
    }
}
