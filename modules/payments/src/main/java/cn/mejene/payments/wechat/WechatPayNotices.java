package cn.mejene.payments.wechat;

import cn.mejene.kernel.Json;
import cn.mejene.payments.provider.Notice;
import cn.mejene.payments.provider.NoticeRefused;
import cn.mejene.payments.provider.RawNotice;
import com.fasterxml.jackson.databind.JsonNode;
import com.wechat.pay.java.core.cipher.AeadAesCipher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Reads notifications of WeChat Pay API v3: signature over the bytes as they came, freshness, AES-256-GCM, merchant and
 * application. Of what is inside only the result leaves. Thread-safe.
 */
final class WechatPayNotices {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int LONGEST_ID = 64;

    private final WechatPayConfig config;
    private final WechatPaySignatures signatures;
    private final List<AeadAesCipher> ciphers;

    WechatPayNotices(WechatPayConfig config, WechatPaySignatures signatures) {
        this.config = config;
        this.signatures = signatures;
        this.ciphers = config.apiV3Keys().stream()
                .map(key -> new AeadAesCipher(WechatPayConfig.bytes(key)))
                .toList();
    }

    Notice read(RawNotice raw) {
        requireAuthentic(raw);
        var envelope = tree(raw.body());
        var id = text(envelope, "id");
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            throw new NoticeRefused("malformed");
        }
        var type = text(envelope, "event_type");
        if (!type.startsWith("TRANSACTION.") && !type.startsWith("REFUND.")) {
            return new Notice.Irrelevant(id);
        }
        var content = tree(opened(envelope.path("resource")));
        try {
            return type.startsWith("REFUND.") ? refund(id, content) : transaction(id, content);
        } catch (DateTimeException e) {
            throw new NoticeRefused("malformed");
        }
    }

    private void requireAuthentic(RawNotice raw) {
        var type = raw.header("wechatpay-signature-type");
        if (!type.isEmpty() && !type.equals(WechatPaySignatures.TYPE)) {
            throw new NoticeRefused("signature-type");
        }
        var fields = new WechatPaySignatures.Fields(
                raw.header("wechatpay-timestamp"),
                raw.header("wechatpay-nonce"),
                raw.header("wechatpay-serial"),
                raw.header("wechatpay-signature"));
        // The provider's probes (WECHATPAY/SIGNTEST/…) are no signatures and fail like any other.
        var fault = signatures.judge(fields, raw.body());
        if (fault != WechatPaySignatures.Fault.NONE) {
            throw new NoticeRefused(fault.name().toLowerCase(Locale.ROOT));
        }
    }

    private byte[] opened(JsonNode resource) {
        if (!text(resource, "algorithm").equals("AEAD_AES_256_GCM")) {
            throw new NoticeRefused("algorithm");
        }
        var nonce = text(resource, "nonce").getBytes(StandardCharsets.UTF_8);
        var associated = text(resource, "associated_data").getBytes(StandardCharsets.UTF_8);
        byte[] sealed;
        try {
            sealed = Base64.getDecoder().decode(text(resource, "ciphertext"));
        } catch (IllegalArgumentException e) {
            throw new NoticeRefused("malformed");
        }
        if (nonce.length != NONCE_BYTES || sealed.length < TAG_BYTES) {
            throw new NoticeRefused("malformed");
        }
        return ciphers.stream()
                .flatMap(cipher -> opened(cipher, associated, nonce, sealed).stream())
                .findFirst()
                .orElseThrow(() -> new NoticeRefused("decryption"));
    }

    private static List<byte[]> opened(AeadAesCipher cipher, byte[] associated, byte[] nonce, byte[] sealed) {
        try {
            return List.of(cipher.decrypt(associated, nonce, sealed).getBytes(StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            // The library's failures may quote what they failed on: nothing of them is passed on.
            return List.of();
        }
    }

    private Notice transaction(String id, JsonNode content) {
        requireOurs(content);
        var application = text(content, "appid");
        if (!config.isOurs(application)) {
            throw new NoticeRefused("application");
        }
        var paymentId = text(content, "out_trade_no");
        return switch (text(content, "trade_state")) {
            case "SUCCESS" ->
                new Notice.Paid(
                        id,
                        paymentId,
                        text(content, "transaction_id"),
                        fen(content.path("amount").path("total")),
                        text(content.path("amount"), "currency"),
                        time(content, "success_time"),
                        application);
            case "CLOSED" -> new Notice.Closed(id, paymentId, application);
            default -> new Notice.Irrelevant(id);
        };
    }

    private Notice refund(String id, JsonNode content) {
        requireOurs(content);
        var paymentId = text(content, "out_trade_no");
        var number = text(content, "out_refund_no");
        return switch (text(content, "refund_status")) {
            case "SUCCESS" ->
                new Notice.Refunded(
                        id,
                        paymentId,
                        text(content, "transaction_id"),
                        number,
                        fen(content.path("amount").path("refund")),
                        fen(content.path("amount").path("total")),
                        time(content, "success_time"));
            case "CLOSED", "ABNORMAL" -> new Notice.RefundFailed(id, paymentId, number);
            default -> new Notice.Irrelevant(id);
        };
    }

    private void requireOurs(JsonNode content) {
        if (!text(content, "mchid").equals(config.merchantId())) {
            throw new NoticeRefused("merchant");
        }
    }

    static Instant time(JsonNode content, String field) {
        return OffsetDateTime.parse(text(content, field)).toInstant();
    }

    /** A whole number, never a text or a fraction: -1, which no payment has, for everything else. */
    static long fen(JsonNode amount) {
        return amount.isIntegralNumber() && amount.canConvertToLong() ? amount.longValue() : -1;
    }

    static String text(JsonNode node, String field) {
        var value = node.path(field);
        return value.isTextual() ? value.textValue() : "";
    }

    private static JsonNode tree(byte[] json) {
        try {
            var tree = Json.mapper().readTree(json);
            if (tree != null && tree.isObject()) {
                return tree;
            }
        } catch (IOException e) {
            // Told below, like anything else that is no JSON object.
        }
        throw new NoticeRefused("malformed");
    }
}
