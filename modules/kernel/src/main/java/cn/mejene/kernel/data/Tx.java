package cn.mejene.kernel.data;

/** One open transaction (read committed). Used by the thread that opened it only; ended by whoever opened it. */
public interface Tx extends Sql {

    /** Runs something outside the database once the transaction has committed, never if it has not. */
    void afterCommit(Runnable action);
}
