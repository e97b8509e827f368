package cn.mejene.launcher;

import cn.mejene.launcher.OperatorRequests.Progress;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** Tells how far a request has come until it has ended. Being interrupted does not end the request. */
final class RequestWatch {
    private static final long POLL_MILLIS = 300;

    private final PrintStream out;

    RequestWatch(PrintStream out) {
        this.out = out;
    }

    interface Question {
        Progress ask() throws SQLException;
    }

    /** Answers the exit code: 0 when it was done, 1 when it failed. */
    int follow(Question question) throws SQLException, StartFailure {
        var told = "";
        while (true) {
            var progress = question.ask();
            var line = progress.state() + ": " + progress.text();
            if (!line.equals(told)) {
                out.println(line);
                out.flush();
                told = line;
            }
            if (progress.state().equals("done") || progress.state().equals("failed")) {
                return progress.state().equals("done") ? 0 : 1;
            }
            pause();
        }
    }

    private static void pause() throws StartFailure {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted; the nodes go on");
        }
    }
}
