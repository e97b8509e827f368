package cn.mejene.vault.keys;

import cn.mejene.kernel.Problem;
import cn.mejene.vault.KeyHolders;
import cn.mejene.vault.KeyRing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps beside each log key the pseudonym that it makes, in the database of keys: what leads back to a person ends with
 * her log key, copies of it with the backups of that database.
 */
final class Holders implements KeyHolders {
    private static final int BATCH = 1_000;

    private final HolderRepository repository;
    private final KeyRing ring;

    Holders(HolderRepository repository, KeyRing ring) {
        this.repository = repository;
        this.ring = ring;
    }

    /** Notes the pseudonyms that have come into use; repeated by a job, and before anybody is looked for. */
    void note() {
        var batch = repository.withoutPseudonym("", BATCH);
        while (!batch.isEmpty()) {
            var names = new HashMap<String, String>();
            batch.forEach(subject -> pseudonym(subject).ifPresent(name -> names.put(subject, name)));
            repository.note(names);
            batch = repository.withoutPseudonym(batch.getLast(), BATCH);
        }
    }

    /** None when the key ends just now. */
    private Optional<String> pseudonym(String subject) {
        try {
            return Optional.of(ring.pseudonym(subject));
        } catch (Problem e) {
            if (e.status() == 410 || e.status() == 423) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Map<String, String> subjects(List<String> pseudonyms) {
        note();
        return repository.subjects(pseudonyms);
    }

    @Override
    public List<String> others() {
        note();
        return repository.others();
    }

    @Override
    public boolean knows(String keyId) {
        return repository.knows(keyId);
    }

    @Override
    public List<Holder> members(String keyId, String after, int most) {
        return repository.members(keyId, after, most);
    }
}
