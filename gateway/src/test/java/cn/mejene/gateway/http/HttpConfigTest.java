package cn.mejene.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Yaml;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpConfigTest {

    private static HttpConfig read(String yaml) {
        return Yaml.bind("dev.yaml: http", Yaml.tree("dev.yaml", yaml), HttpConfig.class);
    }

    @Test
    void read_givesDefaults_whenEmpty() {
        var config = read("{}");

        assertThat(config.host()).isEqualTo("127.0.0.1");
        assertThat(config.port()).isEqualTo(8080);
        assertThat(config.deadline()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.headTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.bodyLimit()).isEqualTo(65_536);
        assertThat(config.limits().member().requests()).isEqualTo(900);
        assertThat(config.trustedProxies()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "port: 70000; http.port must be between 0 and 65535",
                "deadline: PT0S; http.deadline must be between PT1S and PT5M",
                "headTimeout: PT0.5S; http.headTimeout must be between PT1S and PT5M",
                "tls: {certificate: a.pem, key: ''}; tls needs both certificate and key",
                "bodyLimit: 1; http.bodyLimit must be between 1024 and 16777216",
                "limits: {member: {requests: 0, per: PT1M}}; requests must be between 1 and",
                "limits: {member: {requests: 5}}; the key 'per' is missing",
                "prot: 1; unknown key 'prot'"
            })
    void read_namesTheKey_whenValueCannotBe(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("dev.yaml: http: ")
                .hasMessageContaining(message);
    }

    @Test
    void tls_isThere_onlyWhenItsFilesAreNamed() {
        assertThat(read("{}").certificate()).isEmpty();
        assertThat(read("tls: {certificate: '', key: ''}").certificate()).isEmpty();
        assertThatThrownBy(() -> read("tls: {certificate: /nowhere.pem, key: /nowhere.key}")
                        .certificate())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("/nowhere.pem");
    }
}
