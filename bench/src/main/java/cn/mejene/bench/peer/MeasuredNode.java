package cn.mejene.bench.peer;

import cn.mejene.services.host.Ports;
import cn.mejene.services.host.RunningProcess;
import java.io.Closeable;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.concurrent.TimeUnit;

/**
 * A node like the one that was started, on the same services and with the same settings, whose log can be switched off
 * and which measures in its own process what the log costs. For one thread.
 */
public final class MeasuredNode implements Closeable {
    private static final String PROGRAM = "cn.mejene.bench.node.MeasuredNode";
    private static final String NODE = "cn.mejene.gateway.NodeMain";

    /** Node 2's certificate is not there: this one is alone, like node 1. */
    private static final String ID = "node-1";

    private static final int SPAN = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LONGEST_MILLIS = 300_000;

    private final Program program;
    private final int port;
    private final int panel;

    private MeasuredNode(Program program, int port, int panel) {
        this.program = program;
        this.port = port;
        this.panel = panel;
    }

    /** @param node whose arguments and environment it takes */
    public static MeasuredNode open(Workshop workshop, RunningProcess node) throws IOException {
        int port = freeBlock();
        int panel = Ports.prefer(0);
        var command = new ArrayList<String>();
        for (var argument : node.arguments()) {
            // The archive of classes is another program's.
            if (argument.equals(NODE)) {
                command.add("-Dmejene.bench.panel=" + panel);
                command.add(PROGRAM);
            } else if (!argument.startsWith("-XX:SharedArchive") && !argument.equals("-XX:+AutoCreateSharedArchive")) {
                command.add(argument);
            }
        }
        var environment = new HashMap<>(node.environment());
        environment.put("MEJENE_NODE_ID", ID);
        environment.put("MEJENE_HTTP_PORT", Integer.toString(port));
        environment.put(
                "MEJENE_PARENT_PID", Long.toString(ProcessHandle.current().pid()));
        var measured = new MeasuredNode(
                Program.start(workshop.room("measured-node"), command, environment, panel), port, panel);
        try {
            measured.awaitReady();
            return measured;
        } catch (IOException e) {
            measured.close();
            throw e;
        }
    }

    private static int freeBlock() throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = Ports.prefer(0);
            if (port + SPAN < 65_536 && Ports.isFree(port + 1)) {
                return port;
            }
        }
        throw new IOException("no two ports beside each other are free");
    }

    private void awaitReady() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                ask(port + 1, "/health/ready");
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() > end || !program.isAlive()) {
                    throw new IOException("the measured node does not get ready", notYet);
                }
            }
            pause();
        }
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** Has its panel do something; answers the seconds it took. */
    public double seconds(String work) throws IOException {
        return Double.parseDouble(ask(panel, work));
    }

    private static String ask(int port, String path) throws IOException {
        var connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        connection.setReadTimeout(LONGEST_MILLIS);
        try {
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                var error = connection.getErrorStream();
                throw new IOException(
                        path + ": " + (error == null ? "" : new String(error.readAllBytes(), StandardCharsets.UTF_8)));
            }
            return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            connection.disconnect();
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
