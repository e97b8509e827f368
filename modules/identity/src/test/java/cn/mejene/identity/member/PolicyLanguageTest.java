package cn.mejene.identity.member;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chinese prevails unless English is asked for. */
final class PolicyLanguageTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|zh-Hans",
                "en|en",
                "en-GB,en;q=0.9|en",
                "zh-CN,zh;q=0.9,en;q=0.8|zh-Hans",
                "zh-Hant|zh-Hans",
                "fr,en;q=0.5|en",
                "de|zh-Hans",
                "*|zh-Hans",
                ";;;q=x|zh-Hans"
            })
    void of_choosesOneOfTheTwo(String header, String language) {
        assertThat(PolicyLanguage.of(header)).isEqualTo(language);
    }
}
