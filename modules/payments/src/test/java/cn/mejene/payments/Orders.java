package cn.mejene.payments;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.PayableOrders;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Orders in memory, for tests of payments alone: what is fulfilled and taken back counts when it commits. */
final class Orders implements PayableOrders {
    private final Map<String, Payable> payable = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> fulfilled = new ConcurrentHashMap<>();
    private final Map<String, Long> takenBack = new ConcurrentHashMap<>();
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();

    String add(long amount) {
        var id = Ids.make("ord");
        payable.put(id, new Payable(id, amount, "CNY", "觅臻颜会员"));
        return id;
    }

    void cancel(String orderId) {
        cancelled.add(orderId);
    }

    /** How often an order was fulfilled. */
    int fulfilled(String orderId) {
        return fulfilled.getOrDefault(orderId, new AtomicInteger()).get();
    }

    long takenBack(String orderId) {
        return takenBack.getOrDefault(orderId, 0L);
    }

    @Override
    public Payable payable(Sql sql, String orderId, String memberId) {
        var found = payable.get(orderId);
        if (found == null) {
            throw Problem.notFound("order");
        }
        if (!awaitsMoney(sql, orderId)) {
            throw Problem.conflict("order-not-payable", "The order does not wait for money.");
        }
        return found;
    }

    @Override
    public Payable payableLocked(Tx tx, String orderId, String memberId) {
        return payable(tx, orderId, memberId);
    }

    @Override
    public boolean awaitsMoney(Sql sql, String orderId) {
        return payable.containsKey(orderId) && !cancelled.contains(orderId) && fulfilled(orderId) == 0;
    }

    @Override
    public boolean paid(Tx tx, Money money) {
        if (!awaitsMoney(tx, money.orderId())) {
            return false;
        }
        tx.afterCommit(() -> fulfilled
                .computeIfAbsent(money.orderId(), id -> new AtomicInteger())
                .incrementAndGet());
        return true;
    }

    @Override
    public void refunded(Tx tx, Money money, long refunded, Instant at) {
        tx.afterCommit(() -> takenBack.put(money.orderId(), refunded));
    }
}
