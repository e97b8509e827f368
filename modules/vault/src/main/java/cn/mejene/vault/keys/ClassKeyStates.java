package cn.mejene.vault.keys;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyLifecycle;
import cn.mejene.vault.KeyState;

/** The states of class keys; the database decides which change is possible. */
final class ClassKeyStates implements KeyLifecycle {
    private final KeyRepository repository;
    private final ClassKeys classKeys;

    ClassKeyStates(KeyRepository repository, ClassKeys classKeys) {
        this.repository = repository;
        this.classKeys = classKeys;
    }

    @Override
    public void change(String subject, KeyClass keyClass, KeyState state) {
        if (state != KeyState.DESTROYED
                && repository.findClassKey(subject, keyClass).isEmpty()) {
            // Made now, so that what is closed stays closed also for data that come later.
            classKeys.of(subject, keyClass);
        }
        boolean changed = state == KeyState.DESTROYED
                ? repository.destroyClassKey(Ids.make("ckey"), subject, keyClass)
                : repository.changeState(subject, keyClass, state);
        if (!changed && !isIn(subject, keyClass, state)) {
            throw Problem.conflict("key-state", "The key cannot go into this state from the one it is in.");
        }
    }

    private boolean isIn(String subject, KeyClass keyClass, KeyState state) {
        return repository
                .findClassKey(subject, keyClass)
                .filter(key -> key.state().equals(state.word()))
                .isPresent();
    }
}
