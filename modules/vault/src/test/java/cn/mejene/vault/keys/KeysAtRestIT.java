package cn.mejene.vault.keys;

import static cn.mejene.vault.VaultFixture.own;
import static cn.mejene.vault.VaultFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.privacy.AnswerSealer;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Place;
import cn.mejene.vault.Stored;
import cn.mejene.vault.VaultFixture;
import cn.mejene.vault.seal.IntegrityException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the databases hold, who may touch which, and kept answers. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeysAtRestIT {
    private static final String MARKER = "marker-0c55d2-of-a-sealed-answer";
    private static final byte[] ANSWER = MARKER.getBytes(StandardCharsets.UTF_8);

    private FreshDatabases databases;
    private VaultFixture fixture;
    private TestNode node;
    private KeyRing ring;
    private AnswerSealer answers;

    record Note(String text) {}

    @BeforeAll
    void boot(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        fixture = new VaultFixture(fresh, folder);
        node = fixture.node("node-1");
        ring = node.context().port(KeyRing.class);
        answers = node.context().port(AnswerSealer.class);
    }

    @Test
    void databases_holdNoPlaintext_afterValuesAndAnswersWereSealed() throws SQLException {
        var member = Ids.make("mem");
        var place = new Place(member, KeyClass.IDENTITY, "others.thing", "sealed", "1");
        var sealed = ring.seal(place, new Note(MARKER));
        ring.reseal(place, sealed, new Note(MARKER));
        ring.blindIndex("phone", MARKER);
        var call = CallTo.operation("others.answer")
                .by(Principal.member(member, "ses_1"))
                .header("text", MARKER)
                .key("key-" + MARKER);

        var first = node.call(call.build());
        var again = node.call(call.build());

        assertThat(again).isEqualTo(first);
        assertThat(ring.open(own(member), "others.get").value(place, sealed, Note.class))
                .isEqualTo(new Note(MARKER));
        try (var main = databases.superuser();
                var keys = databases.superuserOfKeys()) {
            assertThat(Stored.rows(main))
                    .contains("kernel.idempotency(" + member)
                    .doesNotContain(Stored.forms(MARKER));
            assertThat(Stored.rows(keys)).contains(member).doesNotContain(Stored.forms(MARKER));
        }
    }

    @Test
    void answer_opensForItsCallerAndPlaceOnly() {
        var caller = Ids.make("mem");
        var other = Ids.make("mem");
        var sealed = answers.seal(caller, "members.change", ANSWER);

        assertThat(answers.open(caller, "members.change", sealed)).isEqualTo(ANSWER);
        assertThatThrownBy(() -> answers.open(caller, "members.erase", sealed)).isInstanceOf(IntegrityException.class);
        assertThatThrownBy(() -> answers.open(other, "members.change", sealed)).isInstanceOf(IntegrityException.class);
        for (int at = 0; at < sealed.length; at++) {
            var changed = sealed.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> answers.open(caller, "members.change", changed))
                    .isInstanceOf(IntegrityException.class);
        }
    }

    @Test
    void answer_isLockedOrErased_withTheCallersKey() {
        var caller = Ids.make("mem");
        var sealed = answers.seal(caller, "members.change", ANSWER);

        fixture.classKey(caller, KeyClass.IDENTITY, "frozen");
        assertThat(refused(() -> answers.open(caller, "members.change", sealed)).status())
                .isEqualTo(423);

        fixture.classKey(caller, KeyClass.IDENTITY, "destroyed");
        assertThat(refused(() -> answers.open(caller, "members.change", sealed)).status())
                .isEqualTo(410);
        assertThat(refused(() -> answers.seal(caller, "members.change", ANSWER)).status())
                .isEqualTo(410);
    }

    @Test
    void roles_touchTheirOwnDatabaseOnly() throws SQLException {
        assertThatThrownBy(() -> databases.as("mejene_keys").close())
                .rootCause()
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        try (var keys = databases.superuserOfKeys();
                var main = databases.superuser()) {
            for (var role : new String[] {"mejene_app", "mejene_retention"}) {
                assertThat(Stored.column(
                                keys, "SELECT has_database_privilege('" + role + "', current_database(), 'CONNECT')"))
                        .containsExactly("f");
                assertDenied(keys, role, "SELECT 1 FROM keys.class_key");
                assertDenied(keys, role, "SELECT 1 FROM keys.data_key");
            }
            assertDenied(main, "mejene_keys", "SELECT 1 FROM vault.blob");
            assertDenied(main, "mejene_keys", "SELECT 1 FROM kernel.node");
        }
    }

    @Test
    void roleOfKeys_neverUndoesADestruction() throws SQLException {
        try (var keys = databases.superuserOfKeys()) {
            assertDenied(keys, "mejene_keys", "DELETE FROM keys.tombstone");
            assertDenied(keys, "mejene_keys", "UPDATE keys.tombstone SET level = 'data'");
            assertDenied(keys, "mejene_keys", "DELETE FROM keys.class_key");
            assertDenied(keys, "mejene_keys", "CREATE TABLE keys.more (id text)");
        }
    }

    private static void assertDenied(Connection connection, String role, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SET ROLE " + role);
            assertThatThrownBy(() -> statement.execute(sql))
                    .as("%s: %s", role, sql)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
            statement.execute("RESET ROLE");
        }
    }
}
