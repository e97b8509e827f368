package cn.mejene.kernel.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    en                    | EN
                    en-GB,zh;q=0.5        | EN
                    zh-CN,en;q=0.9        | ZH_HANS
                    en;q=0.2,zh-Hant      | ZH_HANS
                    en;q=0, fr            | ZH_HANS
                    fr, de                | ZH_HANS
                    *                     | ZH_HANS
                    fr, en;q=0.1          | EN
                    ;;;=                  | ZH_HANS
                    ''                    | ZH_HANS
                    """)
    void preferred_isBestMatch_whenFieldIsSent(String field, Language language) {
        assertThat(Language.preferred(field)).isEqualTo(language);
    }
}
