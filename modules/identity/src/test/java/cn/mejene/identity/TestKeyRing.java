package cn.mejene.identity;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Opened;
import cn.mejene.vault.Place;
import cn.mejene.vault.seal.SealKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key ring for tests: real keyed hashes under a random key, values bound to their place but not encrypted. */
public final class TestKeyRing implements KeyRing {
    private final byte[] key = new byte[32];

    public TestKeyRing() {
        new SecureRandom().nextBytes(key);
    }

    private record Bound(Place place, String json) {}

    @Override
    public Opened open(Access access, String operation) {
        return new Opened() {
            @Override
            public <T extends Record> T value(Place place, byte[] sealed, Class<T> type) {
                var bound = Json.read(sealed, Bound.class);
                if (!bound.place().equals(place) || !place.subject().equals(access.subject())) {
                    throw new IllegalStateException("the value stands in another place");
                }
                return Json.read(bound.json().getBytes(StandardCharsets.UTF_8), type);
            }

            @Override
            public SealKey content(BlobReference blob) {
                throw new UnsupportedOperationException("no blobs here");
            }
        };
    }

    @Override
    public <T extends Record> Map<String, T> openEach(Collection<Wanted> wanted, Class<T> type, String operation) {
        return wanted.stream()
                .collect(Collectors.toMap(one -> one.access().subject(), one -> open(one.access(), operation)
                        .value(one.place(), one.sealed(), type)));
    }

    @Override
    public <T extends Record> byte[] seal(Place place, T value) {
        return Json.bytes(new Bound(place, Json.text(value)));
    }

    @Override
    public <T extends Record> byte[] reseal(Place place, byte[] previous, T value) {
        return seal(place, value);
    }

    @Override
    public void destroy(byte[] sealed) {}

    @Override
    public BlobReference reserve(String blobId, String subject, KeyClass keyClass, byte[] associatedData) {
        throw new UnsupportedOperationException("no blobs here");
    }

    @Override
    public boolean isOpen(BlobReference blob) {
        throw new UnsupportedOperationException("no blobs here");
    }

    @Override
    public void destroy(BlobReference blob) {
        throw new UnsupportedOperationException("no blobs here");
    }

    @Override
    public SealKey sealing(BlobReference blob) {
        throw new UnsupportedOperationException("no blobs here");
    }

    @Override
    public byte[] blindIndex(String domain, String value) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal((domain + "\n" + value).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String pseudonym(String subject) {
        return subject;
    }
}
