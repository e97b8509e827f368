package cn.mejene.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.kernel.config.Configuration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The configuration files that are shipped. */
class ConfigFilesTest {
    private static final Path CONFIG =
            Path.of(System.getProperty("mejene.root", "..")).resolve("config");
    private static final Map<String, String> PRODUCTION = Map.ofEntries(
            Map.entry("MEJENE_NODE_ID", "node-1"),
            Map.entry("MEJENE_KAFKA", "kafka-1.internal:9093"),
            Map.entry("MEJENE_CLUSTER_HOST", "10.0.0.1"),
            Map.entry("MEJENE_CLUSTER_MEMBERS", "10.0.0.1:5701,10.0.0.2:5701"),
            Map.entry("MEJENE_DB_HOST", "db.internal"),
            Map.entry("MEJENE_KEYS_DB_HOST", "keys.internal"),
            Map.entry("MEJENE_SECRETS_DIR", "/run/secrets"),
            Map.entry("MEJENE_LOG_DIR", "/srv/mejene/log"),
            Map.entry("MEJENE_WECHATPAY_MERCHANT_ID", "1900000001"),
            Map.entry("MEJENE_WECHATPAY_MERCHANT_SERIAL", "01"),
            Map.entry("MEJENE_WECHATPAY_PLATFORM_KEY_ID", "PUB_KEY_ID_01"),
            Map.entry("MEJENE_WECHAT_MINI_PROGRAM_ID", "wx2"),
            Map.entry("MEJENE_WECHAT_APP_ID", "wx3"),
            Map.entry("MEJENE_ALIPAY_APP_ID", "2021"),
            Map.entry("MEJENE_ALIPAY_SELLER_ID", "2088"),
            Map.entry("MEJENE_KMS_ADDRESS", "https://kms.internal:8200"),
            Map.entry("MEJENE_TOMBSTONES_FILE", "/srv/mejene/tombstones"),
            Map.entry("MEJENE_SMS_ACCESS_KEY_ID", "id"),
            Map.entry("MEJENE_SMS_SIGN_NAME", "name"),
            Map.entry("MEJENE_SMS_TEMPLATE_LOGIN", "SMS_1"),
            Map.entry("MEJENE_SMS_TEMPLATE_ACTIVITY", "SMS_5"),
            Map.entry("MEJENE_TENCENT_SMS_SECRET_ID", "id"),
            Map.entry("MEJENE_TENCENT_SMS_APP_ID", "1400000000"),
            Map.entry("MEJENE_TENCENT_SMS_TEMPLATE_LOGIN", "1"),
            Map.entry("MEJENE_TENCENT_SMS_TEMPLATE_STEP_UP", "2"),
            Map.entry("MEJENE_TENCENT_SMS_TEMPLATE_GUARDIAN", "3"),
            Map.entry("MEJENE_TENCENT_SMS_TEMPLATE_PHONE_CHANGE", "4"),
            Map.entry("MEJENE_TENCENT_SMS_TEMPLATE_ACTIVITY", "5"),
            Map.entry("MEJENE_TENCENT_SMS_TEMPLATE_PHONE_CHANGED", "6"),
            Map.entry("MEJENE_TENCENT_SMS_TEMPLATE_SUPPORT", "7"),
            Map.entry("MEJENE_TENCENT_SMS_TEMPLATE_INCIDENT", "8"),
            Map.entry("MEJENE_TENCENT_SMS_TEMPLATE_GUARDIAN_NOTICE", "9"),
            Map.entry("MEJENE_JPUSH_APP_KEY", "key"),
            Map.entry("MEJENE_GETUI_APP_ID", "app"),
            Map.entry("MEJENE_GETUI_APP_KEY", "key"),
            Map.entry("MEJENE_APNS_TEAM_ID", "team"),
            Map.entry("MEJENE_APNS_KEY_ID", "key"),
            Map.entry("MEJENE_SMTP_USER", "notice@mejene.cn"),
            Map.entry("MEJENE_SMS_TEMPLATE_STEP_UP", "SMS_2"),
            Map.entry("MEJENE_SMS_TEMPLATE_GUARDIAN", "SMS_3"),
            Map.entry("MEJENE_SMS_TEMPLATE_PHONE_CHANGE", "SMS_4"),
            Map.entry("MEJENE_SMS_TEMPLATE_PHONE_CHANGED", "SMS_5"),
            Map.entry("MEJENE_SMS_TEMPLATE_SUPPORT", "SMS_6"),
            Map.entry("MEJENE_SMS_TEMPLATE_INCIDENT", "SMS_8"),
            Map.entry("MEJENE_SMS_TEMPLATE_GUARDIAN_NOTICE", "SMS_9"),
            Map.entry("MEJENE_S3_ENDPOINT", "https://s3.cn-north-1.amazonaws.com.cn"),
            Map.entry("MEJENE_S3_REGION", "cn-north-1"),
            Map.entry("MEJENE_SF_PARTNER_ID", "MEJENE"),
            Map.entry("MEJENE_SF_MONTHLY_CARD", "7551234567"),
            Map.entry("MEJENE_SF_SENDER", "lab"),
            Map.entry("MEJENE_SF_SENDER_PHONE", "075500000000"),
            Map.entry("MEJENE_SF_SENDER_ADDRESS", "somewhere"),
            Map.entry("MEJENE_S3_BUCKET", "mejene"));

    @Test
    void development_isUnderstood(@TempDir Path folder) throws IOException {
        var data = folder.resolve("data with #marks");
        Files.createDirectories(data.resolve("secrets"));
        Files.writeString(data.resolve("secrets/cluster.secret"), "0123456789abcdef0123456789abcdef");
        var configuration = Configuration.read(
                CONFIG.resolve("dev.yaml"),
                Map.of(
                        "MEJENE_NODE_ID", "node-1",
                        "MEJENE_KAFKA", "127.0.0.1:9092",
                        "MEJENE_DB_HOST", "127.0.0.1",
                        "MEJENE_DB_PORT", "5432",
                        "MEJENE_HTTP_PORT", "18080",
                        "MEJENE_DATA_DIR", data.toString(),
                        "MEJENE_SANDBOX_URL", "http://127.0.0.1:9",
                        "MEJENE_CONFIG_DIR", "/config"));

        var settings = Settings.of(configuration);

        assertThat(settings.listener().orElseThrow().http().port()).isEqualTo(18080);
        assertThat(settings.dev())
                .get()
                .extracting(dev -> dev.sandbox().toString())
                .isEqualTo("http://127.0.0.1:9");
        assertThat(configuration.modules()).contains("identity", "keys", "vault");
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "MEJENE_DB_HOST, 127.0.0.1, database.host must not be a loopback address (profile production)",
        "MEJENE_KEYS_DB_HOST, localhost, keys.host must not be a loopback address (profile production)",
        "MEJENE_KAFKA, 127.0.0.1:9092, node.kafka must not be a loopback address (profile production)",
        "MEJENE_KMS_ADDRESS, http://kms.internal:8200, modules.keys.transit.address must be an https address (profile"
                + " production)",
        "MEJENE_S3_ENDPOINT, https://127.0.0.1:9000, modules.vault.stores.main.s3.endpoint must not be a loopback"
                + " address (profile production)",
        "MEJENE_DB_REGION, HK, database.region must be a region of the mainland (profile production)",
        "MEJENE_KMS_REGION, hk, modules.keys.transit.region must be a region of the mainland (profile production)",
        "MEJENE_S3_REGION, ap-east-1, modules.vault.stores.main.s3.region must be a region of the mainland (profile"
                + " production)",
        "MEJENE_SMS_ENDPOINT, http://127.0.0.1:9, modules.notifications.sms.aliyun.endpoint must be an https address (profile"
                + " production)",
    })
    void production_isRefused_withWhatBelongsToDevelopment(String variable, String value, String message) {
        var environment = new HashMap<>(PRODUCTION);
        environment.put(variable, value);
        var shown = new ByteArrayOutputStream();

        int code = new NodeMain(environment, new PrintStream(shown, true, StandardCharsets.UTF_8))
                .run(new String[] {"--config", CONFIG.resolve("production.yaml").toString()});

        assertThat(code).isEqualTo(2);
        assertThat(shown.toString(StandardCharsets.UTF_8).strip()).isEqualTo(message);
    }
}
