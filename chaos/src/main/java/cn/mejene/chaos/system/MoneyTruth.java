package cn.mejene.chaos.system;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What the database knows of money, read with the application's own password; never writes. */
public final class MoneyTruth {
    private static final String ROLE = "mejene_app";

    private final Login login;

    /**
     * One payment and what it did.
     *
     * @param receipts entries of the ledger for money that came
     * @param terms terms of membership that its order has
     * @param lost seconds that these have lost again
     */
    public record Kept(String orderId, String status, long amount, long refunded, int receipts, int terms, long lost) {}

    /** All of them. */
    public record Payments(Map<String, Kept> byId) {
        /** One that was begun. */
        public Kept of(String paymentId) {
            return Objects.requireNonNull(byId.get(paymentId), "a payment that was begun is gone");
        }
    }

    public MoneyTruth(Installation installation) throws IOException {
        this.login = new Login(installation);
    }

    /** Every payment. */
    public Payments payments() throws IOException, SQLException {
        var query = """
                SELECT p.payment_id, p.order_id, p.status, p.amount, p.refunded,
                       (SELECT count(*) FROM payments.ledger_entry e WHERE e.payment_id = p.payment_id AND e.kind = 'receipt'),
                       count(t.term_id), coalesce(sum(t.bought_seconds - t.seconds), 0)
                  FROM payments.payment p LEFT JOIN membership.term t USING (order_id)
                 GROUP BY p.payment_id
                """;
        try (var connection = connect();
                var rows = connection.createStatement().executeQuery(query)) {
            var found = new HashMap<String, Kept>();
            while (rows.next()) {
                found.put(
                        rows.getString(1),
                        new Kept(
                                rows.getString(2),
                                rows.getString(3),
                                rows.getLong(4),
                                rows.getLong(5),
                                rows.getInt(6),
                                rows.getInt(7),
                                rows.getLong(8)));
            }
            return new Payments(found);
        }
    }

    /** What the providers owe us by our ledger, in fen. */
    public long atProviders() throws IOException, SQLException {
        return number("SELECT coalesce(sum(amount), 0) FROM payments.posting WHERE account IN ('wechatpay', 'alipay')");
    }

    /** Entries whose postings do not add up to nothing. */
    public long unbalanced() throws IOException, SQLException {
        return number(
                "SELECT count(*) FROM (SELECT FROM payments.posting GROUP BY entry_id HAVING sum(amount) <> 0) e");
    }

    /** Notifications that have had an effect. */
    public long notices() throws IOException, SQLException {
        return number("SELECT count(*) FROM payments.notice");
    }

    /** Notifications that have had an effect under an id that begins like this; letters, digits and hyphens only. */
    public long notices(String prefix) throws IOException, SQLException {
        return number("SELECT count(*) FROM payments.notice WHERE starts_with(notice_id, '" + prefix + "')");
    }

    /** Refused notifications in the access log. */
    public long refusalsLogged() throws IOException, SQLException {
        return number("SELECT count(*) FROM audit.body WHERE body LIKE '%\"notice-%'");
    }

    private long number(String query) throws IOException, SQLException {
        try (var connection = connect();
                var rows = connection.createStatement().executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private Connection connect() throws IOException, SQLException {
        return login.connect("mejene", ROLE);
    }
}
