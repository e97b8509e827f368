package cn.mejene.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person reads who has made a mistake in the configuration: one line that says where. */
class NodeMainTest {
    private static final String HTTP = "http: {port: 1}\n";
    private static final String TOKENS = HTTP + "tokens: {issuer: i, audience: a, cacheSize: 1}\n";

    @TempDir
    Path folder;

    @Test
    void boot_isRefused_whenTheArgumentsAreOthers() {
        refused("usage: NodeMain --config FILE", "--conf", "x");
        refused("usage: NodeMain --config FILE");
    }

    @Test
    void boot_isRefused_whenThereIsNoFile() {
        var missing = folder.resolve("missing.yaml").toString();

        refused("the configuration file " + missing + " cannot be read", "--config", missing);
    }

    @Test
    void boot_isRefused_whenAVariableIsNotSet() throws IOException {
        refusedFor("http: {port: ${MEJENE_HTTP_PORT}}", "the environment variable MEJENE_HTTP_PORT is not set");
    }

    @Test
    void boot_isRefused_whenASectionIsMisspelt() throws IOException {
        refusedFor("htttp: {port: 1}", "node.yaml: unknown key 'htttp'");
    }

    @Test
    void boot_isRefused_whenAKeyIsMisspelt() throws IOException {
        refusedFor(TOKENS + "streams: {idel: PT1S}", "node.yaml: streams: unknown key 'idel'");
        refusedFor(TOKENS + "management: {prot: 1}", "node.yaml: management: unknown key 'prot'");
        refusedFor(HTTP + "tokens: {issuer: i}", "node.yaml: tokens: ");
    }

    @Test
    void boot_isRefused_whenAValueCannotBe() throws IOException {
        refusedFor(TOKENS + "streams: {idle: PT0S}", "idle must be between PT0.1S and PT10M");
        refusedFor(HTTP + "tokens: {issuer: i, audience: ' ', cacheSize: 1}", "issuer and audience must not be blank");
        refusedFor(TOKENS + "dev: {sandbox: null}", "the key 'sandbox' is missing");
    }

    @Test
    void boot_isRefused_whenTheFileIsNoYaml() throws IOException {
        refusedFor("http: {port: 1, port: 2}", "node.yaml:1:");
    }

    private void refusedFor(String text, String message) throws IOException {
        var file = Files.writeString(folder.resolve("node.yaml"), text);
        refused(message, "--config", file.toString());
    }

    private static void refused(String message, String... arguments) {
        var shown = new ByteArrayOutputStream();

        int code = new NodeMain(Map.of(), new PrintStream(shown, true, StandardCharsets.UTF_8)).run(arguments);

        assertThat(code).isEqualTo(2);
        assertThat(shown.toString(StandardCharsets.UTF_8).lines())
                .hasSize(1)
                .first()
                .asString()
                .contains(message);
    }
}
