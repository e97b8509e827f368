package cn.mejene.vault.keys;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Json;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.AnswerSealer;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Opened;
import cn.mejene.vault.Place;
import cn.mejene.vault.seal.SealKey;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The key ring by envelopes: data keys under class keys under the root key. */
final class EnvelopeKeyRing implements KeyRing, AnswerSealer {
    private static final String PLATFORM = "platform";

    private final ModuleContext context;
    private final ClassKeys classKeys;
    private final KeyRepository repository;
    private final AtomicReference<@Nullable Key> indexKey = new AtomicReference<>();
    private final Cache<String, String> pseudonyms = Caffeine.newBuilder()
            .maximumSize(20_000)
            .expireAfterWrite(Duration.ofSeconds(30))
            .build();

    EnvelopeKeyRing(ModuleContext context, KeyRepository repository, ClassKeys classKeys) {
        this.context = context;
        this.repository = repository;
        this.classKeys = classKeys;
    }

    @Override
    public Opened open(Access access, String operation) {
        var audit = context.port(AuditAppender.class);
        try {
            context.port(Authorizer.class).require(access, context.database());
        } catch (Problem refusal) {
            audit.record(AuditEntry.refused(access, operation, refusal.code()));
            throw refusal;
        }
        audit.record(AuditEntry.allowed(access, operation));
        return new Door(access.subject());
    }

    @Override
    public Map<String, Opened> openEach(Collection<Access> accesses, String operation) {
        var opened = new HashMap<String, Opened>();
        var entries = new ArrayList<AuditEntry>();
        for (var access : accesses) {
            var entry = decided(access, operation);
            entries.add(entry);
            if (entry.isAllowed()) {
                opened.put(access.subject(), new Door(access.subject()));
            }
        }
        if (!entries.isEmpty()) {
            context.port(AuditAppender.class).record(entries);
        }
        return opened;
    }

    private AuditEntry decided(Access access, String operation) {
        try {
            context.port(Authorizer.class).require(access, context.database());
            return AuditEntry.allowed(access, operation);
        } catch (Problem refusal) {
            if (refusal.status() >= 500) {
                throw refusal;
            }
            return AuditEntry.refused(access, operation, refusal.code());
        }
    }

    /** What lies behind one granted access. */
    private final class Door implements Opened {
        private final String subject;

        Door(String subject) {
            this.subject = subject;
        }

        @Override
        public <T extends Record> T value(Place place, byte[] sealed, Class<T> type) {
            requireSubject(place.subject());
            var value = SealedValue.parse(sealed);
            var key = classKeys.dataKey(value.dataKeyId(), subject);
            return Json.read(key.open(value.ciphertext(), place.associatedData()), type);
        }

        @Override
        public SealKey content(BlobReference blob) {
            requireSubject(blob.subject());
            return sealKey(blob, subject);
        }

        private void requireSubject(String other) {
            if (!subject.equals(other)) {
                throw new IllegalStateException("the access was granted for another person's data");
            }
        }
    }

    @Override
    public <T extends Record> byte[] seal(Place place, T value) {
        var dataKeyId = Ids.make("dkey");
        var key = classKeys.newDataKey(dataKeyId, place.subject(), place.keyClass());
        return new SealedValue(dataKeyId, key.seal(Json.bytes(value), place.associatedData())).bytes();
    }

    @Override
    public <T extends Record> byte[] reseal(Place place, byte[] previous, T value) {
        var dataKeyId = SealedValue.parse(previous).dataKeyId();
        var key = classKeys.dataKey(dataKeyId, place.subject());
        return new SealedValue(dataKeyId, key.seal(Json.bytes(value), place.associatedData())).bytes();
    }

    @Override
    public void destroy(byte[] sealed) {
        repository.destroyDataKey(SealedValue.parse(sealed).dataKeyId());
    }

    @Override
    public BlobReference reserve(String blobId, String subject, KeyClass keyClass, byte[] associatedData) {
        var dataKeyId = Ids.make("dkey");
        classKeys.newDataKey(dataKeyId, subject, keyClass);
        return BlobReference.of(blobId, dataKeyId, subject, associatedData);
    }

    @Override
    public SealKey sealing(BlobReference blob) {
        if (!repository.issueForSealing(blob.dataKeyId())) {
            throw new IllegalStateException("the key of blob " + blob.blobId() + " was given out for sealing before");
        }
        return sealKey(blob, blob.subject());
    }

    private SealKey sealKey(BlobReference blob, String subject) {
        var key = classKeys.dataKey(blob.dataKeyId(), subject);
        return new SealKey(key.suite(), key.bytes(), blob.associatedBytes());
    }

    @Override
    public void destroy(BlobReference blob) {
        repository.destroyDataKey(blob.dataKeyId());
    }

    @Override
    public byte[] blindIndex(String domain, String value) {
        var key = indexKey.get();
        if (key == null) {
            key = classKeys.of(PLATFORM, KeyClass.INDEX).key();
            indexKey.set(key);
        }
        return key.mac((domain + '\0' + value).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String pseudonym(String subject) {
        var known = pseudonyms.getIfPresent(subject);
        if (known != null) {
            return known;
        }
        // Not inside the cache, which holds a lock meanwhile: whoever waits for it keeps its verticle from going on,
        // and
        // that may be the one that the answer of the database is for.
        var mac = classKeys.of(subject, KeyClass.LOG).key().mac(("log\0" + subject).getBytes(StandardCharsets.UTF_8));
        var made = HexFormat.of().formatHex(mac, 0, 16);
        pseudonyms.put(subject, made);
        return made;
    }

    @Override
    public byte[] seal(String subject, String place, byte[] answer) {
        return classKeys.of(subject, KeyClass.IDENTITY).key().seal(answer, answerPlace(subject, place));
    }

    @Override
    public byte[] open(String subject, String place, byte[] sealed) {
        return classKeys.of(subject, KeyClass.IDENTITY).key().open(sealed, answerPlace(subject, place));
    }

    private static byte[] answerPlace(String subject, String place) {
        return ("mejene-answer/1\n" + subject + "\n" + place).getBytes(StandardCharsets.UTF_8);
    }
}
