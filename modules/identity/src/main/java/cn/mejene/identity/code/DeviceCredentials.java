package cn.mejene.identity.code;

import cn.mejene.vault.KeyRing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a device shows to prove that somebody once signed in on it with a number. It lets nobody in: it gives the device a
 * budget of codes that strangers cannot spend. Checked by arithmetic alone, so that the answer takes the same time and
 * says the same whether the number has an account or not. Nothing is stored. Thread-safe.
 */
public final class DeviceCredentials {
    /** As long as a number surely has not gone to somebody else. */
    private static final Duration VALID = Duration.ofDays(180);

    private static final String PREFIX = "mdc_";
    private static final String DOMAIN = "device-credential";
    private static final int NONCE = 16;
    private static final int HEAD = NONCE + Long.BYTES;
    private static final int MAC = 32;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final SecureRandom random = new SecureRandom();
    private final KeyRing keyRing;
    private final InstantSource clock;

    public DeviceCredentials(KeyRing keyRing, InstantSource clock) {
        this.keyRing = keyRing;
        this.clock = clock;
    }

    /** A new one for a device on which the holder of this number has just come in. */
    public String make(AddressIndex phone) {
        var head = new byte[HEAD];
        random.nextBytes(head);
        ByteBuffer.wrap(head).putLong(NONCE, clock.instant().getEpochSecond());
        var all =
                ByteBuffer.allocate(HEAD + MAC).put(head).put(mac(head, phone)).array();
        return PREFIX + BASE64URL.encodeToString(all);
    }

    /** The device's own name among budgets, if it proves that it is familiar with this number. */
    Optional<String> device(@Nullable String credential, AddressIndex phone) {
        var all = decoded(credential);
        if (all.length != HEAD + MAC) {
            return Optional.empty();
        }
        var head = Arrays.copyOf(all, HEAD);
        boolean genuine = MessageDigest.isEqual(mac(head, phone), Arrays.copyOfRange(all, HEAD, HEAD + MAC));
        var made = Instant.ofEpochSecond(ByteBuffer.wrap(head).getLong(NONCE) & Integer.MAX_VALUE);
        boolean valid = genuine && made.plus(VALID).isAfter(clock.instant());
        return valid ? Optional.of(HexFormat.of().formatHex(head, 0, NONCE)) : Optional.empty();
    }

    private static byte[] decoded(@Nullable String credential) {
        if (credential == null || !credential.startsWith(PREFIX)) {
            return new byte[0];
        }
        try {
            return Base64.getUrlDecoder()
                    .decode(credential.substring(PREFIX.length()).getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private byte[] mac(byte[] head, AddressIndex phone) {
        return keyRing.blindIndex(DOMAIN, HexFormat.of().formatHex(head) + "\n" + phone.hex());
    }
}
