package cn.mejene.audit.tree;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/** An Ed25519 key that signs notes or cosigns checkpoints under a name. Immutable; never shown. */
public final class SigningKey {
    private final VerifierKey verifier;
    private final PrivateKey key;

    /**
     * A new pair as bytes.
     *
     * @param pkcs8 the private key, PKCS #8
     * @param publicKey 32 bytes
     */
    public record Pair(byte[] pkcs8, byte[] publicKey) {
        @Override
        public String toString() {
            return "Pair[***]";
        }
    }

    private SigningKey(VerifierKey verifier, PrivateKey key) {
        this.verifier = verifier;
        this.key = key;
    }

    public static Pair make() {
        try {
            var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            var encoded = pair.getPublic().getEncoded();
            var raw = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
            return new Pair(pair.getPrivate().getEncoded(), raw);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no Ed25519", e);
        }
    }

    public static SigningKey of(VerifierKey verifier, byte[] pkcs8) {
        try {
            var key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            return new SigningKey(verifier, key);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an Ed25519 key in PKCS #8", e);
        }
    }

    public VerifierKey verifier() {
        return verifier;
    }

    /** The bare signature, 64 bytes. */
    public byte[] signature(byte[] message) {
        try {
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(key);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a note could not be signed", e);
        }
    }

    /** The note's text with a signature line of this key. */
    public SignedNote sign(String text) {
        return SignedNote.of(text).with(line(signature(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** The line by which a witness says that it found the checkpoint consistent at that time. */
    public String cosign(String checkpoint, Instant at) {
        var signature = signature(Cosignatures.message(checkpoint, at.getEpochSecond()));
        return line(ByteBuffer.allocate(72)
                .putLong(at.getEpochSecond())
                .put(signature)
                .array());
    }

    private String line(byte[] signature) {
        var tagged =
                ByteBuffer.allocate(4 + signature.length).putInt(verifier.id()).put(signature);
        return SignedNote.DASH + verifier.name() + " " + Base64.getEncoder().encodeToString(tagged.array()) + "\n";
    }
}
