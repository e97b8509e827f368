package cn.mejene.bench.load;

import cn.mejene.chaos.system.Login;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Memberships that are ordered and wait for their money, made in the database by the thousand: orders and payments as the
 * API leaves them behind, under numbered ids. For one thread.
 */
public final class PaymentStock {
    public static final long PRICE = 59_900;

    private static final List<String> STOCK = List.of("""
            INSERT INTO membership.orders (order_id, member_id, physical, total, currency, created_at, updated_at)
            SELECT 'ord_' || lpad(i::text, 26, '0'), m.ids[1 + i %% array_length(m.ids, 1)], false, 59900, 'CNY', now(), now()
              FROM generate_series(%1$d, %2$d) i, (SELECT array_agg(member_id ORDER BY member_id) AS ids FROM identity.account) m
            """, """
            INSERT INTO membership.order_item (order_id, line, sku, version, quantity, price)
            SELECT 'ord_' || lpad(i::text, 26, '0'), 1, 'membership-gold-annual', 1, 1, 59900
              FROM generate_series(%1$d, %2$d) i
            """, """
            UPDATE membership.orders SET status = 'awaiting-payment', updated_at = now()
             WHERE order_id IN (SELECT 'ord_' || lpad(i::text, 26, '0') FROM generate_series(%1$d, %2$d) i)
            """, """
            INSERT INTO payments.payment (payment_id, order_id, member_id, channel, provider, amount, currency,
                                          created_at, expires_at, check_at)
            SELECT 'pay_' || substr(order_id, 5), order_id, member_id, 'wechat-native', 'wechatpay', total, currency,
                   created_at, created_at + interval '2 hours', created_at + interval '1 hour'
              FROM membership.orders
             WHERE order_id IN (SELECT 'ord_' || lpad(i::text, 26, '0') FROM generate_series(%1$d, %2$d) i)
            """);
    private final Login login;
    private long next = 1;

    public PaymentStock(Login login) {
        this.login = login;
    }

    /** Adds so many; answers the number of the first. */
    public long add(int many) throws IOException, SQLException {
        long first = next;
        next += many;
        try (var connection = connect();
                var statement = connection.createStatement()) {
            for (var step : STOCK) {
                statement.executeUpdate(step.formatted(first, next - 1));
            }
        }
        return first;
    }

    /** How many rows these payments have come to, table by table. */
    public List<Long> effects(long first, int many) throws IOException, SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(counting(first, first + many - 1))) {
            rows.next();
            var found = new ArrayList<Long>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                found.add(rows.getLong(i));
            }
            return found;
        }
    }

    private static String counting(long first, long last) {
        return """
            WITH p AS (SELECT payment_id, order_id FROM payments.payment WHERE status = 'paid' AND payment_id IN
                           (SELECT 'pay_' || lpad(i::text, 26, '0') FROM generate_series(%1$d, %2$d) i))
            SELECT (SELECT count(*) FROM p),
                   (SELECT count(*) FROM membership.orders JOIN p USING (order_id) WHERE orders.status = 'paid'),
                   (SELECT count(*) FROM membership.order_step JOIN p USING (order_id)),
                   (SELECT count(*) FROM membership.term JOIN p USING (order_id)),
                   (SELECT count(*) FROM membership.benefit JOIN membership.term USING (term_id) JOIN p USING (order_id)),
                   (SELECT count(*) FROM payments.notice JOIN p USING (payment_id)),
                   (SELECT count(*) FROM payments.posting JOIN payments.ledger_entry USING (entry_id) JOIN p USING (payment_id))
            """.formatted(first, last);
    }

    /** Waits until what has followed from the payments so far is done. */
    public void awaitFollowers() throws IOException, SQLException, InterruptedException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            long left = 1;
            while (left > 0) {
                try (var rows = statement.executeQuery(
                        "SELECT (SELECT count(*) FROM kernel.outbox) + (SELECT count(*) FROM audit.pending)")) {
                    rows.next();
                    left = rows.getLong(1);
                }
                Thread.sleep(50);
            }
        }
    }

    public static String payment(long number) {
        return "pay_%026d".formatted(number);
    }

    private Connection connect() throws IOException, SQLException {
        return login.connect(Login.MAIN, Login.APPLICATION);
    }
}
