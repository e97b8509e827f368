package cn.mejene.chaos.system;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What only the database can tell, read with the application's own password. One connection a question, so that it
 * works again as soon as the server does; never writes.
 */
public final class Truth {
    private static final String ROLE = "mejene_app";

    private final Login login;

    public Truth(Installation installation) throws IOException {
        this.login = new Login(installation);
    }

    /** Records that have more than one inbox message. */
    public Set<String> recordsToldTwice() throws IOException, SQLException {
        return words("SELECT record_id FROM notifications.inbox_message WHERE kind = 'record-stored'"
                + " GROUP BY record_id HAVING count(*) > 1");
    }

    /** Stored blobs that have bytes of their own. */
    public Set<String> storedBlobs() throws IOException, SQLException {
        return words("SELECT id FROM vault.blob WHERE state = 'stored' AND manifest IS NULL");
    }

    /** The objects in the store that hold a record's bytes, first to last. */
    public List<String> objectsOf(String recordId) throws IOException, SQLException {
        var query = "SELECT coalesce(b.object, b.id) FROM records.record AS r"
                + " JOIN vault.blob AS b ON b.id = r.blob_id OR b.part_of = r.blob_id"
                + " WHERE r.record_id = ? AND b.manifest IS NULL ORDER BY b.part_start";
        try (var connection = connect();
                var statement = connection.prepareStatement(query)) {
            statement.setString(1, recordId);
            var found = new ArrayList<String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        }
    }

    /** Blobs that are neither stored nor gone. */
    public long unsettledBlobs() throws IOException, SQLException {
        return number("SELECT count(*) FROM vault.blob WHERE state <> 'stored'");
    }

    public long eventsWaiting() throws IOException, SQLException {
        return number("SELECT count(*) FROM kernel.outbox");
    }

    /** Codes that were sent. */
    public long codes() throws IOException, SQLException {
        return number("SELECT count(*) FROM identity.code");
    }

    /** Tries of codes that were looked at and were not right, over all numbers. */
    public long triesOfPhones() throws IOException, SQLException {
        return number("SELECT coalesce(sum(used), 0) FROM identity.budget WHERE kind = 'tries-per-phone'");
    }

    /** How often each job has been taken. */
    public Map<String, Long> epochs() throws IOException, SQLException {
        return numbers("SELECT name, epoch FROM kernel.job");
    }

    /** The same for jobs that follow the application's clock, every run of which is kept. */
    public Map<String, Long> clockEpochs() throws IOException, SQLException {
        return numbers("SELECT name, epoch FROM kernel.job WHERE NOT real_time");
    }

    /** How many runs of each job are kept. */
    public Map<String, Long> runs() throws IOException, SQLException {
        return numbers("SELECT job, count(*) FROM kernel.job_run GROUP BY job");
    }

    private long number(String query) throws IOException, SQLException {
        try (var connection = connect();
                var rows = connection.createStatement().executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private Set<String> words(String query) throws IOException, SQLException {
        var found = new HashSet<String>();
        each(query, row -> found.add(row.getString(1)));
        return found;
    }

    private Map<String, Long> numbers(String query) throws IOException, SQLException {
        var found = new HashMap<String, Long>();
        each(query, row -> found.put(row.getString(1), row.getLong(2)));
        return found;
    }

    /** Takes one row. */
    @FunctionalInterface
    private interface RowTaker {
        void take(ResultSet row) throws SQLException;
    }

    private void each(String query, RowTaker taker) throws IOException, SQLException {
        try (var connection = connect();
                var rows = connection.createStatement().executeQuery(query)) {
            while (rows.next()) {
                taker.take(rows);
            }
        }
    }

    private Connection connect() throws IOException, SQLException {
        return login.connect("mejene", ROLE);
    }
}
