package cn.mejene.services.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendSmsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private final SentMessages sent = new SentMessages();
    private final SendSms sendSms = new SendSms(sent);

    @ParameterizedTest
    @CsvSource({
        "13900000001,+8613900000001",
        "8613900000001,+8613900000001",
        "+8613900000001,+8613900000001",
        "0085290000001,+85290000001",
        "+12025550123,+12025550123"
    })
    void send_keepsMessageUnderE164_whenNumberIsGood(String given, String kept) {
        assertThat(sendSms.send(parameters("PhoneNumbers", given), NOW)).isEqualTo("OK");

        assertThat(sent.to(kept)).singleElement().satisfies(message -> {
            assertThat(message.text()).startsWith("【Mejene】").contains("123456");
            assertThat(message.data()).containsEntry("code", "123456");
            assertThat(message.at()).isEqualTo(NOW);
        });
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "PhoneNumbers,12ab,isv.MOBILE_NUMBER_ILLEGAL",
                "SignName,\"\",isv.SMS_SIGNATURE_ILLEGAL",
                "TemplateCode,SMS_1,isv.SMS_TEMPLATE_ILLEGAL",
                "TemplateParam,no json,isv.INVALID_JSON_PARAM",
                "TemplateParam,{},isv.TEMPLATE_MISSING_PARAMETERS"
            })
    void send_keepsNothing_whenParameterIsBad(String name, String value, String code) {
        assertThat(sendSms.send(parameters(name, value), NOW)).isEqualTo(code);

        assertThat(sent.to("")).isEmpty();
    }

    @Test
    void to_isNewestFirst_whenSeveralWereSent() {
        sendSms.send(parameters("TemplateParam", "{\"code\":\"1\"}"), NOW);
        sendSms.send(parameters("TemplateParam", "{\"code\":\"2\"}"), NOW);

        assertThat(sent.to("+8613900000001").getFirst().data()).containsEntry("code", "2");
    }

    private static Map<String, String> parameters(String name, String value) {
        var parameters = new HashMap<>(Map.of(
                "PhoneNumbers", "13900000001",
                "SignName", "Mejene",
                "TemplateCode", "SMS_MEJENE_LOGIN",
                "TemplateParam", "{\"code\":\"123456\"}"));
        parameters.put(name, value);
        return parameters;
    }
}
