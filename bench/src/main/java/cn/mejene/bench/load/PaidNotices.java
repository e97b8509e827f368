package cn.mejene.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Notifications of WeChat Pay as the provider sends them, signed and sealed with the keys of the installation's sandbox.
 * For one thread.
 */
public final class PaidNotices {
    private static final String KEY_ID = "PUB_KEY_ID_0119000000012026112200000000000001";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final PrivateKey key;
    private final SecretKeySpec seal;
    private final InstantSource clock;

    /**
     * @param secrets the installation's folder of secrets
     * @param clock real time, which a fresh installation goes by
     */
    public PaidNotices(Path secrets, InstantSource clock) throws IOException {
        this.key = key(secrets.resolve("wechatpay-platform.key"));
        var secret = Files.readString(secrets.resolve("wechatpay-apiv3.secret"), StandardCharsets.US_ASCII);
        this.seal = new SecretKeySpec(secret.strip().getBytes(StandardCharsets.US_ASCII), "AES");
        this.clock = clock;
    }

    private static PrivateKey key(Path file) throws IOException {
        var text = Files.readString(file, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----", "");
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text)));
        } catch (GeneralSecurityException e) {
            throw new IOException("not a private key: " + file, e);
        }
    }

    /**
     * The whole request that tells of one payment.
     *
     * @param number makes ids and nonces; none twice
     */
    public String request(String payment, long amount, long number) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var body = body(payment, amount, number, now);
        var nonce = "%032d".formatted(number);
        var signed = now.getEpochSecond() + "\n" + nonce + "\n" + body + "\n";
        return "POST /v1/webhooks/wechatpay HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Wechatpay-Timestamp: " + now.getEpochSecond() + "\r\nWechatpay-Nonce: " + nonce
                + "\r\nWechatpay-Serial: " + KEY_ID + "\r\nWechatpay-Signature: " + sign(signed)
                + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private String body(String payment, long amount, long number, Instant now) {
        var time = now.atOffset(ZoneOffset.ofHours(8)).withNano(0);
        var content = """
                {"mchid":"1900000001","appid":"wx0123456789abcdef","out_trade_no":"%s","transaction_id":"42%026d",\
                "trade_type":"NATIVE","trade_state":"SUCCESS","bank_type":"OTHERS","attach":"","success_time":"%s",\
                "payer":{"openid":"oBench"},"amount":{"total":%d,"payer_total":%d,"currency":"CNY","payer_currency":"CNY"}}\
                """.formatted(payment, number, time, amount, amount);
        var nonce = "%012d".formatted(number);
        return """
                {"id":"EV-%026d","create_time":"%s","resource_type":"encrypt-resource",\
                "event_type":"TRANSACTION.SUCCESS","summary":"paid","resource":{"original_type":"transaction",\
                "algorithm":"AEAD_AES_256_GCM","ciphertext":"%s","associated_data":"transaction","nonce":"%s"}}\
                """.formatted(number, time, sealed(content, nonce), nonce);
    }

    private String sealed(String content, String nonce) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    seal,
                    new GCMParameterSpec(TAG_BITS, nonce.substring(0, NONCE).getBytes(StandardCharsets.US_ASCII)));
            cipher.updateAAD("transaction".getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(cipher.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES-GCM", e);
        }
    }

    private String sign(String text) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key does not sign", e);
        }
    }
}
