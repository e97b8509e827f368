package cn.mejene.kernel.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.privacy.PersonalData;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestModule;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What migrations leave, compared with what is declared; and what the application's role may not do to it. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SchemaIT {
    private final FreshDatabases databases;

    SchemaIT(FreshDatabases databases) {
        this.databases = databases;
    }

    @BeforeAll
    void migrate() {
        databases.node("node-1").module(new TestModule("probe")).boot().close();
    }

    private void compare(String declaration) throws SQLException {
        try (var connection = databases.as("mejene_migrator")) {
            SchemaCheck.compare("probe", PersonalData.parse("personal-data/probe.yaml", declaration), connection);
        }
    }

    @Test
    void compare_passes_whenEveryColumnIsDeclared() throws SQLException {
        compare("effect: {columns: {position: technical, what: technical}}\n"
                + "pair: {columns: {name: technical, amount: technical}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "effect: {columns: {position: technical, what: technical}} | pair.amount is in the database and not declared",
                "{effect: {columns: {position: technical}}, pair: {columns: {name: technical, amount: technical}}} | effect.what is in the database and not declared",
                "{effect: {columns: {position: technical, what: technical, phone: technical}}, pair: {columns: {name: technical, amount: technical}}} | effect.phone is declared and not in the database",
                "{effect: {subject: member, columns: {position: technical, what: technical}}, pair: {columns: {name: technical, amount: technical}}} | effect: the subject column member does not exist"
            })
    void compare_namesFileAndColumn_whenTheyDiffer(String declaration, String difference) {
        var failure = catchThrowableOfType(ConfigException.class, () -> compare(declaration));

        assertThat(failure).hasMessage("personal-data/probe.yaml: column probe." + difference);
    }

    @Test
    void boot_stops_whenColumnIsUndeclared() {
        databases.execute("ALTER TABLE probe.effect ADD COLUMN phone text");
        try {
            assertThatThrownBy(() -> databases
                            .node("node-2")
                            .module(new TestModule("probe"))
                            .boot())
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "personal-data/probe.yaml: column probe.effect.phone is in the database and not declared");
        } finally {
            databases.execute("ALTER TABLE probe.effect DROP COLUMN phone");
        }
    }

    @Test
    void boot_stops_whenKernelColumnIsUndeclared() {
        databases.execute("ALTER TABLE kernel.node ADD COLUMN owner text");
        try {
            assertThatThrownBy(() -> databases.node("node-2").boot())
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "personal-data/kernel.yaml: column kernel.node.owner is in the database and not declared");
        } finally {
            databases.execute("ALTER TABLE kernel.node DROP COLUMN owner");
        }
    }

    @Test
    void boot_stops_whenModuleIsUnknown() {
        assertThatThrownBy(() -> databases.node("node-2").module("prob").boot())
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("modules.prob: there is no such module; known: ");
    }

    @Test
    void boot_leavesNothingRunning_whenModuleFails() {
        var failing = new TestModule("probe").serving((context, operations) -> {
            throw new IllegalStateException("expected");
        });

        assertThatThrownBy(() -> databases.node("node-3").module(failing).boot())
                .hasMessage("expected");

        assertThat(databases.number("SELECT count(*) FROM kernel.node WHERE node = 'node-3'"))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE probe.effect ADD COLUMN phone text",
                "DROP TABLE probe.effect",
                "TRUNCATE probe.effect",
                "DELETE FROM probe.effect",
                "CREATE TABLE probe.more (id text)",
                "CREATE TABLE public.more (id text)",
                "CREATE TEMPORARY TABLE more (id text)",
                "CREATE SCHEMA more",
                "UPDATE probe.flyway_history SET success = false",
                "SET ROLE mejene_migrator",
                "SET ROLE postgres"
            })
    void applicationRole_isRefused_whenItIsNotGranted(String sql) throws SQLException {
        try (var connection = databases.as("mejene_app");
                var statement = connection.createStatement()) {
            var failure = catchThrowableOfType(SQLException.class, () -> statement.execute(sql));

            assertThat(failure.getSQLState()).isEqualTo("42501");
        }
    }

    @Test
    void keysRole_cannotEnterMainDatabase_always() {
        assertThatThrownBy(() -> databases.as("mejene_keys")).hasStackTraceContaining("permission denied for database");
    }
}
