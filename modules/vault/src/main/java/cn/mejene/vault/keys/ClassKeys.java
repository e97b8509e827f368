package cn.mejene.vault.keys;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.keys.KeyRepository.ClassKey;
import cn.mejene.vault.keys.KeyRepository.DataKey;
import cn.mejene.vault.seal.Suite;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The keys of members and retention classes, and the data keys below them, as usable secrets. Virtual threads only. */
final class ClassKeys {
    private static final int ATTEMPTS = 3;

    private final KeyRepository repository;
    private final KeyManagement root;
    private final Suite suite;

    /** A class key ready for use. */
    record Usable(String id, Key key) {}

    /** @param suite for new data keys */
    ClassKeys(KeyRepository repository, KeyManagement root, Suite suite) {
        this.suite = suite;
        this.repository = repository;
        this.root = root;
    }

    /** The subject's key of a class, made on first use. */
    Usable of(String subject, KeyClass keyClass) {
        var found = repository.findClassKey(subject, keyClass);
        // Again when the version that wrapped it was disabled meanwhile.
        for (int attempt = 0; found.isEmpty() && attempt < ATTEMPTS; attempt++) {
            var wrapped = root.wrap(Key.random().bytes(), context(subject, keyClass));
            repository.insertClassKey(Ids.make("ckey"), subject, keyClass, wrapped, root.version(wrapped));
            found = repository.findClassKey(subject, keyClass);
        }
        return usable(found.orElseThrow(), subject, keyClass);
    }

    /** The same for several; one whose key is frozen or destroyed is missing. */
    Map<String, Usable> ofEach(Collection<String> subjects, KeyClass keyClass) {
        var found = repository.findClassKeys(subjects, keyClass);
        var usable = new HashMap<String, Usable>();
        for (var subject : Set.copyOf(subjects)) {
            var key = found.get(subject);
            if (key == null) {
                usable.put(subject, of(subject, keyClass));
            } else if (key.isActive()) {
                usable.put(subject, usable(key, subject, keyClass));
            }
        }
        return usable;
    }

    /** A new data key under the subject's class key. */
    Key newDataKey(String dataKeyId, String subject, KeyClass keyClass) {
        var classKey = of(subject, keyClass);
        var dataKey = Key.random().in(suite);
        var wrapped = classKey.key().in(suite).seal(dataKey.bytes(), context(dataKeyId));
        repository.insertDataKey(dataKeyId, classKey.id(), wrapped, suite);
        return dataKey;
    }

    /** @throws Problem 410 {@code erased} when the key was destroyed or is not the subject's */
    Key dataKey(String dataKeyId, String subject) {
        DataKey found = repository
                .findDataKey(dataKeyId)
                .filter(key -> key.subject().equals(subject))
                .orElseThrow(ClassKeys::erased);
        return unwrapped(dataKeyId, found);
    }

    /**
     * Several at once, by id; one that is frozen or destroyed, or is not the subject's, is missing.
     *
     * @param subjects whose they are, by id
     */
    Map<String, Key> dataKeys(Map<String, String> subjects) {
        var keys = new HashMap<String, Key>();
        repository.findDataKeys(subjects.keySet()).forEach((id, found) -> {
            if (found.subject().equals(subjects.get(id)) && found.classKey().isActive()) {
                keys.put(id, unwrapped(id, found));
            }
        });
        return keys;
    }

    private Key unwrapped(String dataKeyId, DataKey found) {
        var classKey = usable(found.classKey(), found.subject(), found.keyClass());
        return new Key(classKey.key().in(found.suite()).open(found.wrapped(), context(dataKeyId)), found.suite());
    }

    private Usable usable(ClassKey found, String subject, KeyClass keyClass) {
        var wrapped = found.wrapped();
        if (wrapped == null) {
            throw erased();
        }
        if (!found.state().equals("active")) {
            throw Problem.of(423, "frozen", "These data are frozen.");
        }
        return new Usable(found.id(), new Key(root.unwrap(wrapped, context(subject, keyClass))));
    }

    private static Problem erased() {
        return Problem.of(410, "erased", "These data have been erased.");
    }

    static byte[] context(String subject, KeyClass keyClass) {
        return ("mejene-class-key/1\n" + subject + "\n" + keyClass.word()).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] context(String dataKeyId) {
        return ("mejene-data-key/1\n" + dataKeyId).getBytes(StandardCharsets.UTF_8);
    }
}
