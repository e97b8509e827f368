package cn.mejene.vault.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BatchPoolTest {
    private final BatchPool pool = new BatchPool(2);

    @Test
    void tryBorrow_isEmpty_whenTheAllowanceIsUsed_andBorrowNeverIs() {
        var first = pool.tryBorrow().orElseThrow();
        pool.tryBorrow().orElseThrow();
        assertThat(pool.tryBorrow()).isEmpty();
        pool.borrow();
        assertThat(pool.borrowed()).isEqualTo(3);
        first.release();
        assertThat(pool.tryBorrow()).isPresent();
        assertThat(pool.peak()).isEqualTo(3);
    }

    @Test
    void release_wipes_whenTheArrayWasNotSealed() {
        var batch = pool.borrow();
        byte[] array = batch.array();
        Arrays.fill(array, (byte) 9);
        batch.release();
        assertThat(array).containsOnly(0);
    }

    @Test
    void drop_endsTheLoan_andLendsTheArrayToNobody() {
        var pool = new BatchPool(1);
        var batch = pool.borrow();
        var array = batch.array();

        batch.drop();
        batch.drop();
        batch.release();

        assertThat(pool.borrowed()).isZero();
        assertThat(pool.borrow().array()).isNotSameAs(array);
    }

    @Test
    void release_isIdempotent_andEndsTheLoan() {
        var batch = pool.borrow();
        batch.release();
        batch.release();
        assertThat(pool.borrowed()).isZero();
        assertThatThrownBy(batch::array).isInstanceOf(IllegalStateException.class);
        assertThat(pool.borrow().array()).isNotSameAs(pool.borrow().array());
    }

    @Test
    void length_fails_whenTheBatchIsNotSealed() {
        assertThatThrownBy(pool.borrow()::length).isInstanceOf(IllegalStateException.class);
    }
}
