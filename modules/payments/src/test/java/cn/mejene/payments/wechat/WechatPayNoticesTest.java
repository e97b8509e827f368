package cn.mejene.payments.wechat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cn.mejene.kernel.config.Secret;
import cn.mejene.payments.provider.Notice;
import cn.mejene.payments.provider.NoticeRefused;
import cn.mejene.payments.provider.RawNotice;
import cn.mejene.payments.provider.Rsa;
import com.wechat.pay.java.core.cipher.AeadAesCipher;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WeChat Pay's published vectors and every forgery of a notification that can be told from its bytes (D23). */
class WechatPayNoticesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final String API_KEY = "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb";
    private static final String OLD_API_KEY = "0123456789abcdef0123456789abcdef";
    private static final String KEY_ID = "PUB_KEY_ID_1";

    /** Public half of the merchant key that WeChat Pay's documentation publishes for tests. */
    private static final String PUBLISHED = """
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAptpm+qvIDCh/9wjU26SQ
        CK26ogYkBhDrYxnAaw2JbbBsp1oDbHKk+1r381NeBUG2HEFAuU+Fr72u5ot3yKdz
        oF/FajAzQNKnm569/D3upKoi8mYBaST15Uig8j8qoUW1U217LL0jEHlSnHV3lcaD
        TXqDpTRR4Bfz9IqOgJgFZ8/oTfEomSrjrLYef81Eyxr7ZIMQXEKKEK7V4UXKS0+/
        fDsiG/cXidhzt8UbTL9vqXqxM2+IDImyO+FAc/tkBG55LmzxPto1Nq0WbnZzRM/w
        Tzrd0I/8NlevxtFbphg4evlHjFNI7+GrqR87ViEwuAJJ9Je5QQjct5YJfFRWiZ5C
        MQIDAQAB
        """;

    private static final String JSAPI =
            "mI35pfNEQV6777ke/1T+LJLQDNTm7yeoUJH+j/adPGhmCCi0PbgkvYQTRcXH0uibcLVtvFLdGLpmoYO9FV6lBBsTAjuhh5YOvQi0e2g3e0yytitiNET9FEuqM0pjnKfRW4K6LIZDdbWJv9KhZUx3DrJa5TL7OJ7VdADVivxVySIlPVKjGwuCXzuXSJes0UcILgWQUMyha5/3nYofuHtS7r+KYyMuxD+oJ9VM1Qdxk4UIG59CP5Y3wtYIFybyF3bdu1caHTRRX+DLyMXyYA/IrTmiW01c4RPjpHBX5Dk1sZyY1zVsWNsvMHr2e1NTWtBxKJ+qk5N61J7caYoepHFaxw==";
    private static final String APP =
            "gXx9KhTP6IooKV1SuG3OCGlBIgZbKtubCZvnau6khw1iffvNT28IzLbKmztq2xA/RCNbZa1XOsoiuVmAEeTZQicWfhv4P+O4oBRIrx0X9f3cnWFkMBU9alTWs0nyQ1N9fcILOTe0f4kxOhVh+/Xhn5hOiUK7Sz3XA1mcpa3R2NCWf/e+0ow/RDf15iTymOHgDrEkT/gedg/3E0iXfDX3mFicSZhrHESZDOTXcl9RzELREBUFznd/o2NQM99WcL86m23HY0cTy+QGWU4QDmNrbQ9ihmLW71qPb0Cx/d7EQvw/Kyx0A6s64ZQp3hHdcmiRcLnjVXrKCk7LShaCK+lS3Q==";

    private static KeyPair platform;
    private static KeyPair stranger;
    private static WechatPayNotices notices;

    @BeforeAll
    static void keys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        platform = generator.generateKeyPair();
        stranger = generator.generateKeyPair();
        var config = new WechatPayConfig(
                URI.create("https://api.mch.weixin.qq.com"),
                "1900000001",
                "wx1",
                "wx3",
                new Secret(
                        Base64.getEncoder().encodeToString(stranger.getPrivate().getEncoded())),
                "01",
                List.of(new Secret(API_KEY), new Secret(OLD_API_KEY)),
                List.of(new WechatPayConfig.PlatformKey(
                        KEY_ID,
                        new Secret(Base64.getEncoder()
                                .encodeToString(platform.getPublic().getEncoded())))),
                URI.create("https://api.mejene.cn/v1/webhooks/wechatpay"),
                null,
                null);
        notices = new WechatPayNotices(config, new WechatPaySignatures(config, () -> NOW));
    }

    @Test
    void cipher_opensThePublishedVector() {
        var sealed = Base64.getDecoder().decode("ulwSiIajGClcvcOYvOQ7+l+0PAbzzwI=");

        var opened = new AeadAesCipher(API_KEY.getBytes(StandardCharsets.UTF_8))
                .decrypt(bytes("associatedData"), bytes("uluk4a9R25RW"), sealed);

        assertThat(opened).isEqualTo("message");
    }

    @Test
    void signatures_verify_asPublished() {
        var key = Rsa.publicKey("published", new Secret(PUBLISHED));
        var head = "wx2421b1c4370ec43b\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n";

        assertThat(Rsa.verify(key, bytes(head + "prepay_id=wx201410272009395522657a690389285100\n"), JSAPI))
                .isTrue();
        assertThat(Rsa.verify(key, bytes(head + "wx201410272009395522657a690389285100\n"), APP))
                .isTrue();
        assertThat(Rsa.verify(key, bytes(head + "wx201410272009395522657a690389285101\n"), APP))
                .isFalse();
    }

    private static JsonObject transaction() {
        return new JsonObject()
                .put("appid", "wx1")
                .put("mchid", "1900000001")
                .put("out_trade_no", "pay_1")
                .put("transaction_id", "420000")
                .put("trade_state", "SUCCESS")
                .put("bank_type", "CMB")
                .put("success_time", "2026-03-01T07:59:59+08:00")
                .put("payer", new JsonObject().put("openid", "o"))
                .put("amount", new JsonObject().put("total", 100).put("currency", "CNY"));
    }

    private static String envelope(JsonObject content, String key) {
        var sealed = new AeadAesCipher(bytes(key))
                .encrypt(bytes("transaction"), bytes("0123456789ab"), bytes(content.encode()));
        return new JsonObject()
                .put("id", "EV-1")
                .put("event_type", "TRANSACTION.SUCCESS")
                .put(
                        "resource",
                        new JsonObject()
                                .put("algorithm", "AEAD_AES_256_GCM")
                                .put("ciphertext", sealed)
                                .put("associated_data", "transaction")
                                .put("nonce", "0123456789ab"))
                .encode();
    }

    private static RawNotice signed(String body) {
        return signed(body, platform, NOW, KEY_ID);
    }

    private static RawNotice signed(String body, KeyPair by, Instant at, String keyId) {
        var timestamp = String.valueOf(at.getEpochSecond());
        return new RawNotice(
                bytes(body),
                Map.of(
                        "wechatpay-timestamp",
                        timestamp,
                        "wechatpay-nonce",
                        "n",
                        "wechatpay-serial",
                        keyId,
                        "wechatpay-signature",
                        Rsa.sign(by.getPrivate(), bytes(timestamp + "\nn\n" + body + "\n"))));
    }

    private static String refused(RawNotice raw) {
        var refusal = catchThrowableOfType(NoticeRefused.class, () -> notices.read(raw));
        assertThat(refusal).isNotNull();
        return refusal.reason();
    }

    @ParameterizedTest
    @ValueSource(strings = {API_KEY, OLD_API_KEY})
    void notice_isRead_underEachKeyThatHolds(String key) {
        assertThat(notices.read(signed(envelope(transaction(), key))))
                .isEqualTo(new Notice.Paid(
                        "EV-1", "pay_1", "420000", 100, "CNY", Instant.parse("2026-02-28T23:59:59Z"), "wx1"));
    }

    @Test
    void notice_isRefused_whenAByteOfTheBodyIsAnother() {
        var body = envelope(transaction(), API_KEY);
        var genuine = signed(body);
        int refusals = 0;
        for (int i = 0; i < body.length(); i++) {
            var changed = bytes(body);
            changed[i] ^= 1;
            assertThat(refused(new RawNotice(changed, genuine.headers()))).isEqualTo("signature");
            refusals++;
        }
        assertThat(refusals).isEqualTo(body.length());
    }

    @Test
    void notice_isRefused_whenItsBodyIsWrittenAnew() {
        var body = envelope(transaction(), API_KEY);
        var genuine = signed(body);

        assertThat(refused(new RawNotice(bytes(new JsonObject(body).encodePrettily()), genuine.headers())))
                .isEqualTo("signature");
        assertThat(refused(new RawNotice(bytes(body + "\n"), genuine.headers())))
                .isEqualTo("signature");
        assertThat(refused(new RawNotice(bytes(body.substring(1)), genuine.headers())))
                .isEqualTo("signature");
    }

    @ParameterizedTest
    @ValueSource(longs = {300, 301, 3600, -300, -301, 1_000_000_000})
    void notice_isRefused_whenOldOrEarly(long seconds) {
        assertThat(refused(signed(envelope(transaction(), API_KEY), platform, NOW.minusSeconds(seconds), KEY_ID)))
                .isEqualTo("timestamp");
    }

    @ParameterizedTest
    @ValueSource(longs = {299, -299, 0})
    void notice_isRead_withinFiveMinutes(long seconds) {
        assertThat(notices.read(signed(envelope(transaction(), API_KEY), platform, NOW.minusSeconds(seconds), KEY_ID)))
                .isInstanceOf(Notice.Paid.class);
    }

    @Test
    void notice_isRefused_whenSomebodyElseSigned() {
        var body = envelope(transaction(), API_KEY);

        assertThat(refused(signed(body, stranger, NOW, KEY_ID))).isEqualTo("signature");
        assertThat(refused(signed(body, platform, NOW, "PUB_KEY_ID_2"))).isEqualTo("serial");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wechatpay-timestamp", "wechatpay-nonce", "wechatpay-serial", "wechatpay-signature"})
    void notice_isRefused_whenAHeaderIsStripped(String name) {
        var genuine = signed(envelope(transaction(), API_KEY));
        var headers = new HashMap<>(genuine.headers());
        headers.remove(name);

        assertThat(refused(new RawNotice(genuine.body(), headers))).isEqualTo("missing");
    }

    @Test
    void notice_isRefused_whenItIsAProbe() {
        var genuine = signed(envelope(transaction(), API_KEY));
        var headers = new HashMap<>(genuine.headers());
        headers.compute("wechatpay-signature", (name, value) -> "WECHATPAY/SIGNTEST/" + value);

        assertThat(refused(new RawNotice(genuine.body(), headers))).isEqualTo("signature");
        headers.putAll(genuine.headers());
        headers.put("wechatpay-signature-type", "WECHATPAY2-SM2-WITH-SM3");
        assertThat(refused(new RawNotice(genuine.body(), headers))).isEqualTo("signature-type");
    }

    /** Genuine signatures over content that is not for us, or none: what a key alone does not prove. */
    @Test
    void notice_isRefused_whenItsContentIsNotForUs() {
        var changes = new HashMap<String, UnaryOperator<JsonObject>>();
        changes.put("merchant", content -> content.put("mchid", "1900000002"));
        changes.put("application", content -> content.put("appid", "wx2"));
        changes.put("malformed", content -> content.put("success_time", "yesterday"));
        changes.forEach((reason, change) -> assertThat(refused(signed(envelope(change.apply(transaction()), API_KEY))))
                .isEqualTo(reason));
    }

    @Test
    void notice_isRefused_whenItsSealIsBroken() {
        var changes = new ArrayList<UnaryOperator<JsonObject>>();
        changes.add(resource -> resource.put("associated_data", "refund"));
        changes.add(resource -> {
            resource.remove("associated_data");
            return resource;
        });
        changes.add(resource -> resource.put("nonce", "0123456789aB"));
        changes.add(resource -> resource.put("nonce", "short"));
        changes.add(resource -> resource.put("algorithm", "AEAD_SM4_GCM"));
        changes.add(resource -> resource.put("ciphertext", "AAAA"));
        changes.add(resource -> resource.put("ciphertext", "not base64!"));
        changes.add(resource -> resource.putNull("ciphertext"));
        for (var change : changes) {
            var envelope = new JsonObject(envelope(transaction(), API_KEY));
            change.apply(envelope.getJsonObject("resource"));
            assertThat(refused(signed(envelope.encode()))).isIn("decryption", "algorithm", "malformed");
        }
        assertThat(refused(signed(envelope(transaction(), "another-key-of-32-characters-xxx"))))
                .isEqualTo("decryption");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{}", "{\"id\":1}", "\"x\"", "{\"id\":\"a\",\"id\":\"b\"}"})
    void notice_isRefused_whenItIsNoNotification(String body) {
        assertThat(refused(signed(body))).isIn("malformed");
    }

    /** Both applications of ours are read; which of them a payment may be made in, its channel decides. */
    @Test
    void notice_tellsTheApplication_thatItWasPaidIn() {
        assertThat(notices.read(signed(envelope(transaction().put("appid", "wx3"), API_KEY)))
                        .application())
                .isEqualTo("wx3");
        assertThat(notices.read(signed(envelope(transaction(), API_KEY))).application())
                .isEqualTo("wx1");
        assertThat(refused(signed(envelope(transaction().putNull("appid"), API_KEY))))
                .isEqualTo("application");
    }

    @Test
    void amount_countsAsNone_whenItIsNoWholeNumber() {
        for (var total : new Object[] {"100", 100.0, 1e30, true}) {
            var content = transaction();
            content.getJsonObject("amount").put("total", total);
            assertThat(notices.read(signed(envelope(content, API_KEY))))
                    .isInstanceOfSatisfying(
                            Notice.Paid.class, paid -> assertThat(paid.amount()).isEqualTo(-1));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
