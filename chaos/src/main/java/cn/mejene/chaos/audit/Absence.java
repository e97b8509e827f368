package cn.mejene.chaos.audit;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.system.LogOwner;

/** Nothing is opened, and nothing changed, that cannot be logged (D45). For one thread. */
final class Absence {
    private static final int CALLS = 24;
    private static final int UNAVAILABLE = 503;

    private final Stage stage;
    private final Client client;
    private final LogOwner owner;

    Absence(Stage stage, Client client, LogOwner owner) {
        this.stage = stage;
        this.client = client;
        this.owner = owner;
    }

    void run() throws Exception {
        var phone = "+86135%08d".formatted(stage.random().nextInt(100_000_000));
        var token = Profile.of(client, phone);
        var read = Profile.read(token);
        owner.execute("REVOKE INSERT ON audit.body FROM mejene_app");
        try {
            for (int i = 0; i < CALLS; i++) {
                var request = i % 2 == 0 ? read : Profile.rename(token, "unlogged-" + i);
                int status = client.once(request, 1 + i % stage.installation().nodes())
                        .map(reply -> reply.status())
                        .orElse(0);
                if (status == UNAVAILABLE) {
                    stage.tally().count(Figure.LOG_AWAY);
                } else {
                    stage.tally().violated(Zero.UNLOGGED, "answered " + status + " while the log was away");
                }
            }
        } finally {
            owner.execute("GRANT INSERT ON audit.body TO mejene_app");
        }
        var back = client.call(read, 1);
        if (!back.isOk() || !back.text("name").equals("named")) {
            stage.tally().violated(Zero.UNLOGGED, "what could not be logged was changed, or nothing is read any more");
        }
    }
}
