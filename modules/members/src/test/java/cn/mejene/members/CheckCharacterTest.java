package cn.mejene.members;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CheckCharacterTest {

    @Test
    void of_isPublishedCharacter_whenTextIsTheGridExample() {
        // GRid Standard 2.1: A1-2425G-ABC1234002-M.
        assertThat(CheckCharacter.of("A12425GABC1234002")).isEqualTo('M');
        assertThat(CheckCharacter.isValid("A12425GABC1234002M")).isTrue();
    }

    @Test
    void isValid_isFalse_whenThereIsNothingToCheck() {
        assertThat(CheckCharacter.isValid("")).isFalse();
        assertThat(CheckCharacter.isValid("M")).isFalse();
        assertThat(CheckCharacter.isValid("A1-2")).isFalse();
    }
}
