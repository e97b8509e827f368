package cn.mejene.vault;

/** Opens, closes and destroys the class keys of a person. Each change is durable on return. Virtual threads only. */
public interface KeyLifecycle {

    /**
     * Brings a person's key of a class into a state; does nothing when it is in it. Destroying also makes sure that no
     * new key of the class is ever made for the person, and leaves a tombstone outside the database, which is replayed
     * after any restore.
     *
     * @throws cn.mejene.kernel.Problem 409 {@code key-state} when the key cannot go there from where it is
     */
    void change(String subject, KeyClass keyClass, KeyState state);
}
