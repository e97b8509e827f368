package cn.mejene.services.sandbox.payment;

import cn.mejene.services.host.AtomicFile;
import cn.mejene.services.host.DataFolder;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/**
 * Both sides' keys of one installation, made at first start: the merchant's private keys and the providers' public ones
 * are files that a node is configured with, the providers' private keys stay with the sandbox. Immutable.
 *
 * @param wechatMerchant public key of the merchant with WeChat Pay
 * @param wechatPlatform WeChat Pay's private key
 * @param wechatApiV3 the symmetric key of notifications, 32 characters
 * @param alipayApp public key of the merchant's application with Alipay
 * @param alipay Alipay's private key
 */
public record PaymentKeys(
        PublicKey wechatMerchant,
        PrivateKey wechatPlatform,
        String wechatApiV3,
        PublicKey alipayApp,
        PrivateKey alipay) {
    private static final int BITS = 2048;
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int SECRET_LENGTH = 32;

    /**
     * Reads the keys, and makes those that are missing.
     *
     * @throws IOException when a file can't be read or made
     */
    public static PaymentKeys ensure(DataFolder folder) throws IOException {
        try {
            var secrets = folder.secrets();
            var merchant = ensure(secrets.resolve("wechatpay-merchant.key"));
            var platform = ensure(secrets.resolve("wechatpay-platform.key"));
            var app = ensure(secrets.resolve("alipay-app.key"));
            var alipay = ensure(secrets.resolve("alipay.key"));
            publish(secrets.resolve("wechatpay-platform.pem"), platform.getPublic());
            publish(secrets.resolve("alipay.pem"), alipay.getPublic());
            return new PaymentKeys(
                    merchant.getPublic(),
                    platform.getPrivate(),
                    secret(secrets.resolve("wechatpay-apiv3.secret")),
                    app.getPublic(),
                    alipay.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IOException("the payment sandbox's keys cannot be read or made", e);
        }
    }

    private static KeyPair ensure(Path file) throws IOException, GeneralSecurityException {
        if (!Files.exists(file)) {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            write(file, "PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded());
        }
        var text = Files.readString(file, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----", "");
        var factory = KeyFactory.getInstance("RSA");
        var key = (RSAPrivateCrtKey) factory.generatePrivate(
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text)));
        BigInteger exponent = key.getPublicExponent();
        return new KeyPair(factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), exponent)), key);
    }

    private static void publish(Path file, PublicKey key) throws IOException {
        if (!Files.exists(file)) {
            write(file, "PUBLIC KEY", key.getEncoded());
        }
    }

    private static void write(Path file, String what, byte[] der) throws IOException {
        var base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        var pem = "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n";
        AtomicFile.write(file, pem.getBytes(StandardCharsets.US_ASCII));
    }

    private static String secret(Path file) throws IOException {
        if (!Files.exists(file)) {
            var text = new StringBuilder();
            new SecureRandom().ints(SECRET_LENGTH, 0, ALPHABET.length()).forEach(i -> text.append(ALPHABET.charAt(i)));
            AtomicFile.write(file, text.toString().getBytes(StandardCharsets.US_ASCII));
        }
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
    }

    /** Shows no key. */
    @Override
    public String toString() {
        return "PaymentKeys[***]";
    }
}
