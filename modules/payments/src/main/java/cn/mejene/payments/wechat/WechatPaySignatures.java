package cn.mejene.payments.wechat;

import cn.mejene.payments.provider.Rsa;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Signatures of WeChat Pay API v3 ({@code WECHATPAY2-SHA256-RSA2048}): ours on what we send, the provider's on what it
 * sends, which hold only within five minutes of our clock. Immutable, thread-safe.
 */
final class WechatPaySignatures {
    static final String TYPE = "WECHATPAY2-SHA256-RSA2048";
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final WechatPayConfig config;
    private final PrivateKey merchantKey;
    private final Map<String, PublicKey> platformKeys;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /** What is wrong with a signature of the provider's; none when it holds. */
    enum Fault {
        NONE,
        MISSING,
        TIMESTAMP,
        SERIAL,
        SIGNATURE
    }

    /** The four header fields of a signature. */
    record Fields(String timestamp, String nonce, String serial, String signature) {}

    WechatPaySignatures(WechatPayConfig config, InstantSource clock) {
        this.config = config;
        this.merchantKey = Rsa.privateKey("merchantKey", config.merchantKey());
        this.platformKeys = config.platformKeys().stream()
                .collect(Collectors.toUnmodifiableMap(
                        WechatPayConfig.PlatformKey::id, key -> Rsa.publicKey("platformKeys." + key.id(), key.key())));
        this.clock = clock;
    }

    /**
     * The value of {@code Authorization}.
     *
     * @param target path and query
     */
    String authorization(String method, String target, String body) {
        var timestamp = timestamp();
        var nonce = nonce();
        var signature = sign(method, target, timestamp, nonce, body);
        return TYPE + " mchid=\"" + config.merchantId() + "\",nonce_str=\"" + nonce + "\",signature=\"" + signature
                + "\",timestamp=\"" + timestamp + "\",serial_no=\"" + config.merchantSerial() + "\"";
    }

    /** Signs lines, each of them ended by a line feed. */
    String sign(String... lines) {
        return Rsa.sign(merchantKey, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Judges a notification or an answer by the exact bytes of its body. */
    Fault judge(Fields fields, byte[] body) {
        if (fields.timestamp().isEmpty()
                || fields.nonce().isEmpty()
                || fields.serial().isEmpty()
                || fields.signature().isEmpty()) {
            return Fault.MISSING;
        }
        if (!isFresh(fields.timestamp())) {
            return Fault.TIMESTAMP;
        }
        var key = platformKeys.get(fields.serial());
        if (key == null) {
            return Fault.SERIAL;
        }
        return Rsa.verify(key, signed(fields, body), fields.signature()) ? Fault.NONE : Fault.SIGNATURE;
    }

    private boolean isFresh(String timestamp) {
        try {
            var at = Instant.ofEpochSecond(Long.parseLong(timestamp));
            return Duration.between(at, clock.instant()).abs().compareTo(WINDOW) < 0;
        } catch (NumberFormatException | java.time.DateTimeException | ArithmeticException e) {
            return false;
        }
    }

    private static byte[] signed(Fields fields, byte[] body) {
        var head = (fields.timestamp() + "\n" + fields.nonce() + "\n").getBytes(StandardCharsets.UTF_8);
        var signed = new ByteArrayOutputStream(head.length + body.length + 1);
        signed.writeBytes(head);
        signed.writeBytes(body);
        signed.write('\n');
        return signed.toByteArray();
    }

    /** The id of the key that the provider is to sign its answers with. */
    String preferredKey() {
        return config.platformKeys().getFirst().id();
    }

    String timestamp() {
        return String.valueOf(clock.instant().getEpochSecond());
    }

    String nonce() {
        var bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }
}
