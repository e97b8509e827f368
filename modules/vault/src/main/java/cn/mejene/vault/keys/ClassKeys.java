package cn.mejene.vault.keys;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.keys.KeyRepository.ClassKey;
import cn.mejene.vault.keys.KeyRepository.DataKey;
import java.nio.charset.StandardCharsets;

/** The keys of members and retention classes, and the data keys below them, as usable secrets. Virtual threads only. */
final class ClassKeys {
    private final KeyRepository repository;
    private final KeyManagement root;

    /** A class key ready for use. */
    record Usable(String id, Key key) {}

    ClassKeys(KeyRepository repository, KeyManagement root) {
        this.repository = repository;
        this.root = root;
    }

    /** The subject's key of a class, made on first use. */
    Usable of(String subject, KeyClass keyClass) {
        var found = repository.findClassKey(subject, keyClass);
        if (found.isEmpty()) {
            var wrapped = root.wrap(Key.random().bytes(), context(subject, keyClass));
            repository.insertClassKey(Ids.make("ckey"), subject, keyClass, wrapped);
            found = repository.findClassKey(subject, keyClass);
        }
        return usable(found.orElseThrow(), subject, keyClass);
    }

    /** A new data key under the subject's class key. */
    byte[] newDataKey(String dataKeyId, String subject, KeyClass keyClass) {
        var classKey = of(subject, keyClass);
        var dataKey = Key.random();
        repository.insertDataKey(dataKeyId, classKey.id(), classKey.key().seal(dataKey.bytes(), context(dataKeyId)));
        return dataKey.bytes();
    }

    /** @throws Problem 410 {@code erased} when the key was destroyed or is not the subject's */
    Key dataKey(String dataKeyId, String subject) {
        DataKey found = repository
                .findDataKey(dataKeyId)
                .filter(key -> key.subject().equals(subject))
                .orElseThrow(ClassKeys::erased);
        var classKey = usable(found.classKey(), subject, found.keyClass());
        return new Key(classKey.key().open(found.wrapped(), context(dataKeyId)));
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

    private static byte[] context(String subject, KeyClass keyClass) {
        return ("mejene-class-key/1\n" + subject + "\n" + keyClass.word()).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] context(String dataKeyId) {
        return ("mejene-data-key/1\n" + dataKeyId).getBytes(StandardCharsets.UTF_8);
    }
}
