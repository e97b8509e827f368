package cn.mejene.vault.keys;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import cn.mejene.vault.Bytes;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Place;
import cn.mejene.vault.VaultFixture;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes of which one seals with SM4: each opens what the other has sealed. */
@ExtendWith(EmbeddedServices.class)
final class SuitesIT {

    record Note(String text) {}

    @Test
    void suites_areReadSideBySide(@TempDir Path folder, FreshDatabases databases) {
        var fixture = new VaultFixture(databases, folder);
        var aes = fixture.node("node-1");
        var sm4 = fixture.node("node-2", "", "{rootKey: \"" + fixture.rootKey() + "\", suite: sm4_gcm}");
        var subject = Ids.make("mem");
        var place = new Place(subject, KeyClass.CARE, "a.b", "c", "d");

        var byAes = ring(aes).seal(place, new Note("one"));
        var bySm4 = ring(sm4).seal(place, new Note("two"));

        for (var node : List.of(aes, sm4)) {
            var opened = ring(node).open(VaultFixture.own(subject), "records.get");
            assertThat(opened.value(place, byAes, Note.class)).isEqualTo(new Note("one"));
            assertThat(opened.value(place, bySm4, Note.class)).isEqualTo(new Note("two"));
        }
        var again = ring(aes).reseal(place, bySm4, new Note("three"));
        assertThat(ring(sm4).open(VaultFixture.own(subject), "records.get").value(place, again, Note.class))
                .isEqualTo(new Note("three"));
        assertThat(fixture.inKeys("SELECT suite FROM keys.data_key ORDER BY suite"))
                .containsExactly("aes-256-gcm", "sm4-gcm");
        var blob = ring(sm4).reserve("b10b", subject, KeyClass.CARE, new byte[] {1});
        try (var key = ring(aes).sealing(blob)) {
            assertThat(key.toString()).doesNotContain("[B");
        }
        assertContentsAreReadSideBySide(aes, sm4);
    }

    private static void assertContentsAreReadSideBySide(TestNode aes, TestNode sm4) {
        var subject = Ids.make("mem");
        var plain = new byte[2_200_000];
        new Random(4).nextBytes(plain);
        for (var writer : List.of(aes, sm4)) {
            var blob = new Bytes(writer).stored(subject, plain);
            for (var reader : List.of(aes, sm4)) {
                assertThat(Arrays.equals(new Bytes(reader).download(blob, plain.length), plain))
                        .isTrue();
            }
        }
    }

    private static KeyRing ring(TestNode node) {
        return node.context().port(KeyRing.class);
    }
}
