package cn.mejene.audit;

import static cn.mejene.audit.AuditFixture.own;
import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.audit.AuditFixture.Row;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies go when their three years have ended, not a second earlier; commitments stay (policy I(C)4). */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Clause({"I(C)4", "VII(B)3"})
final class RetentionIT {
    private FreshDatabases databases;
    private AuditFixture fixture;
    private AuditAppender log;

    @BeforeAll
    void boot(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        fixture = new AuditFixture(fresh, folder);
        log = fixture.nodeWithoutSequencer("node-1").context().port(AuditAppender.class);
    }

    @BeforeEach
    void empty() {
        fixture.empty();
    }

    private void entryAt(String at) {
        log.record(AuditEntry.allowed(own(Ids.make("mem")), "members.get-profile"));
        databases.execute("UPDATE audit.body SET at = '" + at + "' WHERE at > now() - interval '1 day'");
    }

    private String erased(String now, int most) throws Exception {
        return fixture.as("mejene_retention", "SELECT audit.erase_expired('" + now + "', " + most + ")");
    }

    /** The last moment that an entry must be there, and the first that it must not. */
    @ParameterizedTest
    @CsvSource({
        // The day counts as it is in Shanghai, eight hours ahead.
        "2023-03-01T00:00:00+08:00, 2026-03-01T23:59:59+08:00, 2026-03-02T00:00:00+08:00",
        "2023-03-01T23:59:59+08:00, 2026-03-01T23:59:59+08:00, 2026-03-02T00:00:00+08:00",
        "2023-03-01T15:59:59Z,      2026-03-01T15:59:59Z,      2026-03-01T16:00:00Z",
        "2023-03-01T16:00:00Z,      2026-03-02T15:59:59Z,      2026-03-02T16:00:00Z",
        // No 29 February three years on: the month's last day.
        "2024-02-29T12:00:00+08:00, 2027-02-28T23:59:59+08:00, 2027-03-01T00:00:00+08:00",
        "2024-02-28T12:00:00+08:00, 2027-02-28T23:59:59+08:00, 2027-03-01T00:00:00+08:00",
        "2024-03-01T12:00:00+08:00, 2027-03-01T23:59:59+08:00, 2027-03-02T00:00:00+08:00",
        // Three years that end the day before a 29 February.
        "2025-02-28T12:00:00+08:00, 2028-02-28T23:59:59+08:00, 2028-02-29T00:00:00+08:00",
        "2025-03-01T12:00:00+08:00, 2028-03-01T23:59:59+08:00, 2028-03-02T00:00:00+08:00",
        "2023-12-31T23:59:59+08:00, 2026-12-31T23:59:59+08:00, 2027-01-01T00:00:00+08:00",
    })
    void body_goesWithTheDayAfterItsLast(String at, String last, String first) throws Exception {
        entryAt(at);
        var commitment = fixture.rows().getFirst().commitment();

        assertThat(erased(last, 100)).isEqualTo("0");
        assertThat(erased(first, 100)).isEqualTo("1");

        assertThat(databases.number("SELECT count(*) FROM audit.body")).isZero();
        assertThat(fixture.rows()).extracting(Row::commitment).containsExactly(commitment);
    }

    @Test
    void bodies_goOldestFirst_aBatchAtATime() throws Exception {
        for (var at : new String[] {"2022-01-02", "2022-01-01", "2022-01-03", "2026-01-01"}) {
            entryAt(at);
        }

        assertThat(erased("2026-02-01", 2)).isEqualTo("2");
        assertThat(databases.number("SELECT count(*) FROM audit.body WHERE at < '2022-01-03'"))
                .isZero();
        assertThat(erased("2026-02-01", 2)).isEqualTo("1");
        assertThat(erased("2026-02-01", 2)).isEqualTo("0");
        assertThat(databases.number("SELECT count(*) FROM audit.body")).isOne();
        assertThat(databases.number("SELECT count(*) FROM audit.commitment")).isEqualTo(4);
    }

    @Test
    void body_stays_whateverDayTheCallerNames() throws Exception {
        log.record(AuditEntry.allowed(own(Ids.make("mem")), "members.get-profile"));
        entryAtTheEdge("3 years");

        assertThat(erased("9999-01-01", 100)).isEqualTo("0");
        assertThat(databases.number("SELECT count(*) FROM audit.body")).isEqualTo(2);

        entryAtTheEdge("3 years 2 days");
        assertThat(erased("9999-01-01", 100)).isEqualTo("1");
    }

    /** As long ago as said, by the platform's clock. */
    private void entryAtTheEdge(String ago) {
        databases.execute("""
            INSERT INTO audit.body (entry_id, subject, at, salt, body)
            SELECT 'log_' || '%1$s', 'p',
                   now() + offset_millis * interval '1 millisecond' - interval '%1$s', decode(repeat('00', 32), 'hex'), ''
              FROM kernel.clock
            """.formatted(ago));
    }
}
