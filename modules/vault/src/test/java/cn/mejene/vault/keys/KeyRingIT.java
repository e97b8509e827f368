package cn.mejene.vault.keys;

import static cn.mejene.vault.VaultFixture.own;
import static cn.mejene.vault.VaultFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Opened;
import cn.mejene.vault.Place;
import cn.mejene.vault.VaultFixture;
import cn.mejene.vault.seal.IntegrityException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The one door, sealed values, and the states of keys: two nodes on one database of keys. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeyRingIT {
    private static final Note NOTE = new Note("marker-7a91c0-of-a-sealed-value");

    private VaultFixture fixture;
    private TestNode second;
    private KeyRing ring;

    private String subject;
    private Place place;

    record Note(String text) {}

    @BeforeAll
    void boot(@TempDir Path folder, FreshDatabases databases) {
        fixture = new VaultFixture(databases, folder);
        ring = fixture.node("node-1").context().port(KeyRing.class);
        second = fixture.node("node-2");
    }

    @BeforeEach
    void anotherSubject() {
        fixture.door().reset();
        subject = Ids.make("mem");
        place = new Place(subject, KeyClass.CARE, "records.record", "label", "rec_1");
    }

    private Opened open() {
        return ring.open(own(subject), "records.get");
    }

    /** Handlers of one verticle wait in turn: none may hold what the next one waits for. */
    @Test
    void pseudonym_isMade_whenOneVerticleAsksTwiceAtOnce() {
        var bus = second.vertx().eventBus();
        var asking = second.context().port(KeyRing.class);
        second.vertx()
                .deployVerticle(
                        new AbstractVerticle() {
                            @Override
                            public void start() {
                                for (var address : List.of("ask-1", "ask-2", "ask-3")) {
                                    bus.<String>localConsumer(
                                            address, message -> message.reply(asking.pseudonym(message.body())));
                                }
                            }
                        },
                        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await();
        for (int i = 0; i < 30; i++) {
            var someone = Ids.make("mem");

            var told = io.vertx.core.Future.all(Stream.of("ask-1", "ask-2", "ask-3")
                            .map(address ->
                                    bus.<String>request(address, someone, new DeliveryOptions().setSendTimeout(5_000)))
                            .toList())
                    .await();

            assertThat(told.<Message<String>>list()).extracting(Message::body).containsOnly(ring.pseudonym(someone));
        }
    }

    @Test
    void open_givesTheValueBack_onEveryNode() {
        var sealed = ring.seal(place, NOTE);

        assertThat(open().value(place, sealed, Note.class)).isEqualTo(NOTE);
        var other = second.context().port(KeyRing.class).open(own(subject), "records.get");
        assertThat(other.value(place, sealed, Note.class)).isEqualTo(NOTE);
    }

    @Test
    void openEach_opensForWhomItMay_andLogsEach() {
        var frozen = sealedOf(Ids.make("mem"));
        var nameless = sealedOf(Ids.make("mem"));
        var first = sealedOf(subject);
        var other = sealedOf(Ids.make("mem"));
        second.context().port(KeyRing.class).pseudonym(nameless.place().subject());
        fixture.classKey(frozen.place().subject(), KeyClass.CARE, "frozen");
        fixture.classKey(nameless.place().subject(), KeyClass.LOG, "destroyed");
        fixture.door().reset();

        var opened = ring.openEach(List.of(first, frozen, nameless, other), Note.class, "records.get");

        assertThat(opened).containsOnlyKeys(subject, other.place().subject()).containsValue(NOTE);
        assertThat(fixture.door().steps())
                .containsExactly("asked", "asked", "asked", "logged allowed", "logged allowed", "logged allowed");
        fixture.door().refuse(Problem.forbidden("not hers"));
        assertThat(ring.openEach(List.of(first), Note.class, "records.get")).isEmpty();
        assertThat(fixture.door().steps()).endsWith("logged forbidden");
    }

    private KeyRing.Wanted sealedOf(String member) {
        var where = new Place(member, KeyClass.CARE, "records.record", "label", "rec_1");
        return new KeyRing.Wanted(own(member), where, ring.seal(where, NOTE));
    }

    @Test
    void open_asksThenLogs_onceForManyValues() {
        var sealed = ring.seal(place, NOTE);
        fixture.door().reset();

        var opened = open();
        opened.value(place, sealed, Note.class);
        opened.value(place, sealed, Note.class);

        assertThat(fixture.door().steps()).containsExactly("asked", "logged allowed");
        var entry = fixture.door().entries().getFirst();
        assertThat(entry.access()).isEqualTo(own(subject));
        assertThat(entry.operation()).isEqualTo("records.get");
    }

    @Test
    void open_logsAndPassesTheRefusalOn_whenTheAuthorizerRefuses() {
        fixture.door().refuse(Problem.of(403, "grant-required", "No."));

        assertThat(refused(this::open).code()).isEqualTo("grant-required");

        assertThat(fixture.door().steps()).containsExactly("asked", "logged grant-required");
    }

    @Test
    void open_staysShut_whenTheLogCannotBeWritten() {
        fixture.door().failLog(Problem.unavailable("The log is away."));

        assertThat(refused(this::open).status()).isEqualTo(503);

        assertThat(fixture.door().steps()).containsExactly("asked");
    }

    @Test
    void open_answersUnavailable_whenNotEvenTheRefusalCanBeLogged() {
        fixture.door().refuse(Problem.of(403, "grant-required", "No."));
        fixture.door().failLog(Problem.unavailable("The log is away."));

        assertThat(refused(this::open).status()).isEqualTo(503);
    }

    @Test
    void value_fails_whenItStandsInAnotherPlace() {
        var sealed = ring.seal(place, NOTE);
        var opened = open();

        for (var other : List.of(
                new Place(subject, KeyClass.EVIDENCE, "records.record", "label", "rec_1"),
                new Place(subject, KeyClass.CARE, "records.upload", "label", "rec_1"),
                new Place(subject, KeyClass.CARE, "records.record", "title", "rec_1"),
                new Place(subject, KeyClass.CARE, "records.record", "label", "rec_2"))) {
            assertThatThrownBy(() -> opened.value(other, sealed, Note.class)).isInstanceOf(IntegrityException.class);
        }
    }

    @Test
    void value_fails_whenItIsAnotherPersons() {
        var stranger = Ids.make("mem");
        var theirs = new Place(stranger, KeyClass.CARE, "records.record", "label", "rec_1");
        var sealed = ring.seal(theirs, NOTE);

        assertThatThrownBy(() -> open().value(theirs, sealed, Note.class)).isInstanceOf(IllegalStateException.class);
        // A row moved from one person to the other: the data key is not hers.
        assertThat(refused(() -> open().value(place, sealed, Note.class)).status())
                .isEqualTo(410);
    }

    @Test
    void value_fails_whateverByteIsChanged() {
        var sealed = ring.seal(place, NOTE);
        var opened = open();

        for (int at = 0; at < sealed.length; at++) {
            for (int mask : new int[] {1, 0x80, sealed[at] & 0xff}) {
                if (mask != 0) {
                    var changed = sealed.clone();
                    changed[at] ^= (byte) mask;
                    assertClosed(opened, changed);
                }
            }
        }
        IntStream.range(0, sealed.length).forEach(length -> assertClosed(opened, Arrays.copyOf(sealed, length)));
        assertClosed(opened, Arrays.copyOf(sealed, sealed.length + 1));
        assertThat(opened.value(place, sealed, Note.class)).isEqualTo(NOTE);
    }

    /** A changed key id names no key, so it looks erased; anything else does not verify. */
    private void assertClosed(Opened opened, byte[] changed) {
        assertThatThrownBy(() -> opened.value(place, changed, Note.class))
                .isInstanceOfSatisfying(RuntimeException.class, e -> assertThat(e instanceof IntegrityException
                                || e instanceof Problem problem && problem.status() == 410)
                        .as("%s", e)
                        .isTrue());
    }

    @Test
    void value_isGone_whenItsKeyIsDestroyed() {
        var sealed = ring.seal(place, NOTE);
        var copy = sealed.clone();
        var neighbour = ring.seal(place, NOTE);

        ring.destroy(sealed);
        ring.destroy(sealed);

        assertThat(refused(() -> open().value(place, copy, Note.class)).code()).isEqualTo("erased");
        assertThat(refused(() -> ring.reseal(place, copy, NOTE)).code()).isEqualTo("erased");
        assertThat(open().value(place, neighbour, Note.class)).isEqualTo(NOTE);
        assertThat(fixture.inKeys("SELECT level FROM keys.tombstone WHERE key_id = '"
                        + SealedValue.parse(sealed).dataKeyId() + "'"))
                .containsExactly("data");
    }

    @Test
    void reseal_keepsTheDataKey() {
        var first = ring.seal(place, NOTE);

        var next = ring.reseal(place, first, new Note("next"));
        var same = ring.reseal(place, first, NOTE);

        assertThat(SealedValue.parse(next).dataKeyId())
                .isEqualTo(SealedValue.parse(first).dataKeyId());
        assertThat(same).isNotEqualTo(first);
        assertThat(open().value(place, next, Note.class)).isEqualTo(new Note("next"));
        ring.destroy(next);
        assertThat(refused(() -> open().value(place, first, Note.class)).status())
                .isEqualTo(410);
    }

    @Test
    void reseal_isRefused_whenTheValueWasAnotherPersons() {
        var theirs = ring.seal(new Place(Ids.make("mem"), KeyClass.CARE, "a.b", "c", "d"), NOTE);

        assertThat(refused(() -> ring.reseal(place, theirs, NOTE)).status()).isEqualTo(410);
    }

    @Test
    void classKey_isMadeOnce_whenAHundredNeedItFirst() {
        var sealed = VaultFixture.together(100, () -> ring.seal(place, NOTE)).stream()
                .map(Future::resultNow)
                .toList();

        assertThat(fixture.inKeys("SELECT class FROM keys.class_key WHERE subject = '" + subject + "'"))
                .containsExactly("care");
        var opened = open();
        assertThat(sealed).allSatisfy(value -> assertThat(opened.value(place, value, Note.class))
                .isEqualTo(NOTE));
    }

    @Test
    void sealing_givesTheKeyOutOnce_whenAHundredAsk() {
        var blob = ring.reserve("b10b", subject, KeyClass.CARE, new byte[] {1});

        var given = VaultFixture.together(100, () -> ring.sealing(blob)).stream()
                .filter(future -> future.state() == Future.State.SUCCESS)
                .toList();

        assertThat(given).hasSize(1);
        assertThatThrownBy(() -> ring.sealing(blob)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void content_opensForItsSubjectOnly() {
        var blob = ring.reserve("b10b", subject, KeyClass.CARE, new byte[] {1});
        var stranger = ring.open(own(Ids.make("mem")), "records.get-content");

        open().content(blob).close();
        assertThatThrownBy(() -> stranger.content(blob)).isInstanceOf(IllegalStateException.class);

        ring.destroy(blob);
        assertThat(refused(() -> open().content(blob)).status()).isEqualTo(410);
    }

    @Test
    void everything_isLocked_whileTheClassKeyIsFrozen() {
        var sealed = ring.seal(place, NOTE);
        var blob = ring.reserve("b10b", subject, KeyClass.CARE, new byte[] {1});

        for (var state : List.of("frozen", "restore-only")) {
            fixture.classKey(subject, KeyClass.CARE, state);

            assertThat(refused(() -> open().value(place, sealed, Note.class)).status())
                    .isEqualTo(423);
            assertThat(refused(() -> open().content(blob)).status()).isEqualTo(423);
            assertThat(refused(() -> ring.seal(place, NOTE)).status()).isEqualTo(423);
        }
        fixture.classKey(subject, KeyClass.CARE, "active");
        assertThat(open().value(place, sealed, Note.class)).isEqualTo(NOTE);
    }

    @Test
    void everything_isErased_whenTheClassKeyIsDestroyed() {
        var sealed = ring.seal(place, NOTE);
        var blob = ring.reserve("b10b", subject, KeyClass.CARE, new byte[] {1});
        var evidence = new Place(subject, KeyClass.EVIDENCE, "a.b", "c", "d");
        var kept = ring.seal(evidence, NOTE);

        fixture.classKey(subject, KeyClass.CARE, "destroyed");

        assertThat(refused(() -> open().value(place, sealed, Note.class)).status())
                .isEqualTo(410);
        assertThat(refused(() -> open().content(blob)).status()).isEqualTo(410);
        assertThat(refused(() -> ring.seal(place, NOTE)).status()).isEqualTo(410);
        assertThat(open().value(evidence, kept, Note.class)).isEqualTo(NOTE);
    }

    @Test
    void blindIndex_isTheSameOnEveryNode_andTellsDomainsApart() {
        var index = ring.blindIndex("phone", "+8613800000000");

        assertThat(index).hasSize(32);
        assertThat(second.context().port(KeyRing.class).blindIndex("phone", "+8613800000000"))
                .isEqualTo(index);
        assertThat(ring.blindIndex("smile-id", "+8613800000000")).isNotEqualTo(index);
        assertThat(ring.blindIndex("phone", "+8613800000001")).isNotEqualTo(index);
        assertThat(new String(index, StandardCharsets.ISO_8859_1)).doesNotContain("138");
    }

    @Test
    void pseudonym_isTheSameOnEveryNode_andDiffersByPerson() {
        var name = ring.pseudonym(subject);

        assertThat(name).matches("[0-9a-f]{32}");
        assertThat(second.context().port(KeyRing.class).pseudonym(subject)).isEqualTo(name);
        assertThat(ring.pseudonym(Ids.make("mem"))).isNotEqualTo(name);
    }
}
