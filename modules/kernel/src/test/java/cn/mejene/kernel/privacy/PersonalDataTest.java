package cn.mejene.kernel.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PersonalDataTest {
    private static final String PHONE =
            "{category: sensitive, purpose: account, retention: account, export: sealed, erasure: destroy-key, keyClass: identity}";

    private static PersonalData parse(String yaml) {
        return PersonalData.parse("personal-data/x.yaml", yaml);
    }

    @Test
    void parse_keepsEveryColumn_whenDeclarationIsWhole() {
        var table = parse("member:\n  subject: id\n  columns:\n    id: technical\n    phone: " + PHONE)
                .tables()
                .get("member");

        assertThat(table.subject()).isEqualTo("id");
        assertThat(table.columns()).containsOnlyKeys("id", "phone").containsEntry("id", null);
        assertThat(table.columns().get("phone"))
                .isEqualTo(new PersonalData.Column(
                        PersonalData.Category.SENSITIVE,
                        "account",
                        "account",
                        PersonalData.Export.SEALED,
                        PersonalData.Erasure.DESTROY_KEY,
                        "identity"));
    }

    @Test
    void parse_isEmpty_whenModuleHasNoTables() {
        assertThat(parse("# nothing").tables()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "technicl | member.phone: a column is 'technical' or is declared with all of its fields",
                "{category: sensitive} | member.phone: personal data without purpose",
                "{purpose: account} | member.phone: personal data without category",
                "{category: sensitive, purpose: a, retention: b, export: value} | member.phone: personal data without erasure",
                "{category: sensitive, purpose: a, retention: b, erasure: set-null} | member.phone: personal data without export",
                "{category: secret, purpose: a, retention: b, export: value, erasure: set-null} | member.phone: unknown category 'secret'",
                "{category: general, purpose: a, retention: b, export: value, erasure: shred} | member.phone: unknown erasure 'shred'",
                "{category: general, porpose: a} | member.phone: unknown key 'porpose'"
            })
    void parse_namesFileTableAndColumn_whenColumnIsWrong(String column, String message) {
        assertThatThrownBy(() -> parse("member:\n  subject: id\n  columns:\n    id: technical\n    phone: " + column))
                .isInstanceOf(ConfigException.class)
                .hasMessage("personal-data/x.yaml: " + message);
    }

    @Test
    void parse_isRefused_whenPersonalDataHasNoSubject() {
        assertThatThrownBy(() -> parse("member:\n  columns:\n    phone: " + PHONE))
                .hasMessage("personal-data/x.yaml: member: a table with personal data names its subject column");
    }

    @Test
    void parse_isRefused_whenColumnIsDeclaredTwice() {
        assertThatThrownBy(() -> parse("member:\n  columns:\n    id: technical\n    id: technical"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("personal-data/x.yaml:4");
    }
}
