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
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
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
    public <T extends Record> Map<String, T> openEach(Collection<Wanted> wanted, Class<T> type, String operation) {
        var named = name(wanted.stream().map(one -> one.access().subject()).toList());
        var granted = granted(
                wanted.stream()
                        .filter(one -> named.contains(one.access().subject()))
                        .toList(),
                operation);
        var keys = classKeys.dataKeys(granted.stream()
                .collect(Collectors.toMap(one -> SealedValue.parse(one.sealed()).dataKeyId(), one -> one.access()
                        .subject())));
        var opened = new HashMap<String, T>();
        for (var one : granted) {
            requireSubject(one.access().subject(), one.place().subject());
            var value = SealedValue.parse(one.sealed());
            var key = keys.get(value.dataKeyId());
            if (key != null) {
                opened.put(one.access().subject(), read(key, value, one.place(), type));
            }
        }
        return opened;
    }

    /** Decides on all and returns when all entries are durable. */
    private List<Wanted> granted(List<Wanted> wanted, String operation) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        var accesses = wanted.stream().map(Wanted::access).toList();
        var refusals = context.port(Authorizer.class).refusals(accesses, context.database());
        context.port(AuditAppender.class)
                .record(accesses.stream()
                        .map(access -> {
                            var refusal = refusals.get(access);
                            return refusal == null
                                    ? AuditEntry.allowed(access, operation)
                                    : AuditEntry.refused(access, operation, refusal.code());
                        })
                        .toList());
        return wanted.stream()
                .filter(one -> !refusals.containsKey(one.access()))
                .toList();
    }

    /** Has the names at hand under which the log knows them; answers for whom there is one. */
    private Set<String> name(Collection<String> subjects) {
        var named = new HashSet<>(pseudonyms.getAllPresent(subjects).keySet());
        var others = subjects.stream().filter(one -> !named.contains(one)).toList();
        classKeys.ofEach(others, KeyClass.LOG).forEach((subject, usable) -> {
            pseudonyms.put(subject, pseudonym(subject, usable));
            named.add(subject);
        });
        return named;
    }

    private static <T extends Record> T read(Key key, SealedValue value, Place place, Class<T> type) {
        return Json.read(key.open(value.ciphertext(), place.associatedData()), type);
    }

    private static void requireSubject(String granted, String other) {
        if (!granted.equals(other)) {
            throw new IllegalStateException("the access was granted for another person's data");
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
            requireSubject(subject, place.subject());
            var value = SealedValue.parse(sealed);
            return read(classKeys.dataKey(value.dataKeyId(), subject), value, place, type);
        }

        @Override
        public SealKey content(BlobReference blob) {
            requireSubject(subject, blob.subject());
            return sealKey(blob, subject);
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
    public boolean isOpen(BlobReference blob) {
        return repository
                .findDataKey(blob.dataKeyId())
                .filter(key -> key.classKey().isActive())
                .isPresent();
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
        // Not inside the cache, which holds a lock meanwhile: whoever waits for it keeps its verticle from going
        // on, and that may be the one that the answer of the database is for.
        var made = pseudonym(subject, classKeys.of(subject, KeyClass.LOG));
        pseudonyms.put(subject, made);
        return made;
    }

    private static String pseudonym(String subject, ClassKeys.Usable key) {
        return HexFormat.of().formatHex(key.key().mac(("log\0" + subject).getBytes(StandardCharsets.UTF_8)), 0, 16);
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
