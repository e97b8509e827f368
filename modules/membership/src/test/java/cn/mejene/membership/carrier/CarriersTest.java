package cn.mejene.membership.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.config.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CarriersTest {
    private static final String PARCEL = "ord_1";
    private static final String SALT = "kXb0VYbXx7dYk3n2o0q7mY3mI9rVb1zL";

    private SfExpress sf(String word) {
        return new SfExpress(new Secret(word), new Secret("the-secret-of-the-account"), Carrier.Parcel::id);
    }

    private static Map<String, String> kuaidi(String param, String salt) {
        return Map.of("param", param, "sign", HexFormat.of().withUpperCase().formatHex(Md5.of(param + salt)));
    }

    @ParameterizedTest
    @CsvSource({"0,IN_TRANSIT", "5,IN_TRANSIT", "2,PROBLEM", "14,PROBLEM", "3,DELIVERED", "4,RETURNED"})
    void kuaidi100_tellsTheState(String state, Carrier.News news) {
        var param = "{\"status\":\"polling\",\"lastResult\":{\"state\":\"" + state + "\",\"nu\":\"1\",\"data\":[]}}";

        assertThat(new Kuaidi100(null).read(kuaidi(param, SALT), SALT, PARCEL)).isEqualTo(news);
    }

    @Test
    void kuaidi100_isRefused_whenTheSaltIsAnother() {
        var forged = kuaidi("{\"lastResult\":{\"state\":\"3\"}}", "guessed");

        assertThatThrownBy(() -> new Kuaidi100(null).read(forged, SALT, PARCEL))
                .isInstanceOf(Carrier.PushRefused.class);
        assertThatThrownBy(() -> new Kuaidi100(null).read(Map.of("param", "{}"), SALT, PARCEL))
                .isInstanceOf(Carrier.PushRefused.class);
    }

    @ParameterizedTest
    @CsvSource({"50,IN_TRANSIT", "80,DELIVERED", "33,PROBLEM"})
    void sf_tellsTheNewestOperation(String operation, Carrier.News news) {
        var data = "{\"Body\":{\"WaybillRoute\":[{\"opCode\":\"50\"},{\"orderid\":\"" + PARCEL + "\",\"opCode\":\""
                + operation + "\"},{\"orderid\":\"ord_another\",\"opCode\":\"99\"}]}}";
        var signed = URLEncoder.encode(data + "1" + "word", StandardCharsets.UTF_8);
        var form = Map.of(
                "msgData",
                data,
                "timestamp",
                "1",
                "msgDigest",
                Base64.getEncoder().encodeToString(Md5.of(signed)));

        assertThat(sf("word").read(form, SALT, PARCEL)).isEqualTo(news);
        assertThatThrownBy(() -> sf("other").read(form, SALT, PARCEL)).isInstanceOf(Carrier.PushRefused.class);
    }

    /** One push of the account's is about several parcels, known by our order's id or by the carrier's number alone. */
    @Test
    void sf_tellsOfAllParcelsOfTheAccount() {
        var data = "{\"Body\":{\"WaybillRoute\":[{\"orderid\":\"ord_1\",\"mailno\":\"SF1\",\"opCode\":\"50\"},"
                + "{\"mailno\":\"SF2\",\"opCode\":\"33\"},{\"orderid\":\"ord_1\",\"mailno\":\"SF1\",\"opCode\":\"80\"}]}}";
        var signed = URLEncoder.encode(data + "1" + "word", StandardCharsets.UTF_8);
        var digest = Base64.getEncoder().encodeToString(Md5.of(signed));
        var form = Map.of("msgData", data, "timestamp", "1", "msgDigest", digest);

        assertThat(sf("word").readAll(form))
                .containsExactly(
                        new Carrier.Told("ord_1", "SF1", Carrier.News.DELIVERED),
                        new Carrier.Told("", "SF2", Carrier.News.PROBLEM));
        assertThatThrownBy(() -> sf("other").readAll(form)).isInstanceOf(Carrier.PushRefused.class);
        assertThat(sf("word").isAccounts("the-secret-of-the-account")).isTrue();
        assertThat(sf("word").isAccounts("the-secret-of-the-accounT")).isFalse();
        assertThat(new SfExpress(new Secret("word"), null, Carrier.Parcel::id).isAccounts(""))
                .isFalse();
    }
}
