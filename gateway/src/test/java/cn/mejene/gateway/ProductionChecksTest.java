package cn.mejene.gateway;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductionChecksTest {
    private static final String GOOD = """
            node: {profile: production, kafka: 'kafka-1.internal:9093,kafka-2.internal:9093', kafkaRegion: CN-mainland, region: cn-shenzhen}
            database: {host: db.internal, region: cn-north-1}
            keys: {host: keys.internal, region: ap-guangzhou}
            modules:
              notifications: {sms: {endpoint: 'https://dysmsapi.aliyuncs.com', templates: {login-code: SMS_1}}}
              identity: {issuer: 'https://mejene.cn'}
              vault: {stores: {copy: {s3: {region: cn-beijing}}}, backup: {webhookRegion: CN-mainland}}
            """;

    @TempDir
    Path folder;

    @Test
    void configuration_passes_whenEverythingIsElsewhereAndEncrypted() {
        assertThatCode(() -> check(GOOD)).doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "db.internal | localhost | database.host must not be a loopback address",
                "keys.internal | 127.0.0.1 | keys.host must not be a loopback address",
                "keys.internal | '::1' | keys.host must not be a loopback address",
                "kafka-2.internal | 127.0.0.1 | node.kafka must not be a loopback address",
                "dysmsapi.aliyuncs.com | localhost:8443 | modules.notifications.sms.endpoint must not be a loopback",
                "dysmsapi.aliyuncs.com | '[::1]:8443' | modules.notifications.sms.endpoint must not be a loopback",
                "https://dysmsapi | http://dysmsapi | modules.notifications.sms.endpoint must be an https address",
                "issuer: | 'demoStaff: {file: x}, issuer:' | modules.identity.demoStaff is for the dev profile only",
            })
    void configuration_isRefused(String part, String instead, String message) {
        assertThatThrownBy(() -> check(GOOD.replace(part, quoted(part, instead))))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message);
    }

    /** D55: every place that data could be kept or go to, in Hong Kong, Macao, Taiwan, abroad, or not said. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "region: cn-shenzhen | region: HK | node.region must be a region of the mainland",
                "', region: cn-shenzhen' | '' | node.region is missing",
                "kafkaRegion: CN-mainland | kafkaRegion: cn-hongkong | node.kafkaRegion must be a region",
                "region: cn-north-1 | region: ap-east-1 | database.region must be a region of the mainland",
                "', region: cn-north-1' | '' | database.region is missing",
                "region: ap-guangzhou | region: ap-hongkong | keys.region must be a region of the mainland",
                "region: cn-beijing | region: MO | modules.vault.stores.copy.s3.region must be a region",
                "webhookRegion: CN-mainland | webhookRegion: TW | modules.vault.backup.webhookRegion must be a region",
            })
    void configuration_isRefused_offTheMainland(String part, String instead, String message) {
        assertThatThrownBy(() -> check(GOOD.replace(part, instead)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void configuration_isRefused_whenItHasDevelopmentAddresses() {
        assertThatThrownBy(() -> check(GOOD + "dev: {sandbox: 'https://sandbox.internal'}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("dev is for the dev profile only");
    }

    @Test
    void configuration_isFree_inDevelopment() {
        var free = GOOD.replace("production", "dev").replace("db.internal", "localhost");

        assertThatCode(() -> check(free)).doesNotThrowAnyException();
    }

    /** A bare IPv6 address must be quoted in YAML. */
    private static String quoted(String part, String instead) {
        return part.equals("keys.internal") ? "'" + instead + "'" : instead;
    }

    private void check(String text) throws IOException {
        var file = Files.writeString(folder.resolve("node.yaml"), text);
        new ProductionChecks(Configuration.read(file, Map.of())).run();
    }
}
