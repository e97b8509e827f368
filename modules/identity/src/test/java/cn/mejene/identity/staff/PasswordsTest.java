package cn.mejene.identity.staff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Argon2id hashes: right, wrong, salted, of a known form only. */
final class PasswordsTest {
    private final Passwords passwords = new Passwords();

    @Test
    void matches_onlyTheSamePassword() {
        var hash = passwords.hash("correct horse");

        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(passwords.matches("correct horse", hash)).isTrue();
        assertThat(passwords.matches("correct horsf", hash)).isFalse();
        assertThat(passwords.matches("", hash)).isFalse();
    }

    @Test
    void hash_differs_forTheSamePasswordTwice() {
        assertThat(passwords.hash("same")).isNotEqualTo(passwords.hash("same"));
    }

    @Test
    void matches_fails_whenTheStoredFormIsUnknown() {
        assertThatThrownBy(() -> passwords.matches("any", "$2b$10$abc")).isInstanceOf(IllegalStateException.class);
    }
}
