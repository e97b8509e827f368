package cn.mejene.kernel.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestModule;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A node boots on empty databases, twice. */
@ExtendWith(EmbeddedServices.class)
final class BootIT {
    private record Counted(long effects) {}

    @Test
    void boot_servesModule_whenDatabasesAreEmpty(FreshDatabases databases) {
        var probe = new TestModule("probe")
                .serving((context, operations) -> operations.read(
                        "probe.count",
                        call -> Answer.ok(context.database()
                                .one(
                                        "SELECT count(*) AS n FROM probe.effect",
                                        row -> Map.of("effects", row.getLong("n"))))));

        var first = databases.node("node-1").module(probe).boot();
        var second = databases.node("node-2").module(probe).boot();

        var call = CallTo.operation("probe.count").build();
        assertThat(first.call(call).body(Counted.class)).isEqualTo(new Counted(0));
        assertThat(second.call(call).body(Counted.class)).isEqualTo(new Counted(0));
        assertThat(first.kernel().servedOperations()).containsExactly("probe.count");
    }

    @Test
    void clock_standsForTheApplication_andMustNeverHaveMoved_inProduction(FreshDatabases databases)
            throws SQLException {
        databases.node("node-1").production().boot().close();
        for (var change : new String[] {
            "INSERT INTO kernel.clock VALUES (true, 1, 1)",
            "UPDATE kernel.clock SET version = 1",
            "DELETE FROM kernel.clock"
        }) {
            try (var application = databases.as("mejene_app");
                    var statement = application.createStatement()) {
                assertThatThrownBy(() -> statement.execute(change))
                        .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                                .isEqualTo("42501"));
            }
        }

        databases.execute("INSERT INTO kernel.clock (offset_millis, version) VALUES (1, 1)");

        var moved = databases.node("node-1").production();
        assertThatThrownBy(moved::boot).isInstanceOf(ConfigException.class).hasMessageContaining("has been moved");
    }
}
