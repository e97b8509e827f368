package cn.mejene.vault.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every keeper of the root key does. A subclass provides a fresh one. */
abstract class KeyManagementContract {
    static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    static final byte[] PLACE = "place".getBytes(StandardCharsets.US_ASCII);

    KeyManagement root;

    abstract KeyManagement newRoot() throws Exception;

    @BeforeEach
    void openRoot() throws Exception {
        root = newRoot();
    }

    @Test
    void unwrap_givesTheKeyBack_andHidesIt() {
        var wrapped = root.wrap(KEY, PLACE);

        assertThat(new String(wrapped, StandardCharsets.ISO_8859_1))
                .doesNotContain(new String(KEY, StandardCharsets.ISO_8859_1));
        assertThat(root.unwrap(wrapped, PLACE)).isEqualTo(KEY);
        assertThat(root.wrap(KEY, PLACE)).isNotEqualTo(wrapped);
    }

    @Test
    void unwrap_fails_whenTheContextIsAnother() {
        var wrapped = root.wrap(KEY, PLACE);

        assertThatThrownBy(() -> root.unwrap(wrapped, "other".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void unwrap_neverGivesAnotherKey_whenAByteIsChanged() {
        var wrapped = root.wrap(KEY, PLACE);
        int opened = 0;
        int refused = 0;
        for (int at = 0; at < wrapped.length; at++) {
            var changed = wrapped.clone();
            // Stays within what the text forms of wrapped keys are made of, and is never the same.
            changed[at] = (byte) (changed[at] == 'A' ? 'B' : 'A');
            try {
                // Base 64 has bits that say nothing.
                assertThat(root.unwrap(changed, PLACE)).isEqualTo(KEY);
                opened++;
            } catch (IllegalStateException expected) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
        assertThat(opened).isLessThanOrEqualTo(1);
    }

    @Test
    void rotate_makesTheVersionThatWraps_andOldOnesGoOnOpening() {
        var before = root.wrap(KEY, PLACE);

        var version = root.rotate();

        var after = root.wrap(KEY, PLACE);
        assertThat(root.version(after)).isEqualTo(version).isNotEqualTo(root.version(before));
        assertThat(root.unwrap(before, PLACE)).isEqualTo(KEY);
        assertThat(root.unwrap(after, PLACE)).isEqualTo(KEY);
    }

    @Test
    void rewrap_keepsTheKey_underTheCurrentVersion() {
        var before = root.wrap(KEY, PLACE);
        var version = root.rotate();

        var after = root.rewrap(before, PLACE);

        assertThat(root.version(after)).isEqualTo(version);
        assertThat(root.unwrap(after, PLACE)).isEqualTo(KEY);
        assertThatThrownBy(() -> root.rewrap(before, "other".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keepOnly_closesEveryOtherVersion_andRefusesAnOldOne() {
        var first = root.wrap(KEY, PLACE);
        var old = root.version(first);
        root.rotate();
        var second = root.wrap(KEY, PLACE);
        var version = root.rotate();
        var third = root.wrap(KEY, PLACE);

        assertThatThrownBy(() -> root.keepOnly(old)).isInstanceOf(IllegalStateException.class);
        assertThat(root.unwrap(first, PLACE)).isEqualTo(KEY);
        root.keepOnly(version);
        root.keepOnly(version);

        assertThatThrownBy(() -> root.unwrap(first, PLACE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> root.unwrap(second, PLACE)).isInstanceOf(IllegalStateException.class);
        assertThat(root.unwrap(third, PLACE)).isEqualTo(KEY);
    }

    @Test
    void version_fails_whenThereIsNone() {
        assertThatThrownBy(() -> root.version(new byte[3])).isInstanceOf(IllegalStateException.class);
    }
}
