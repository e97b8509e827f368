package cn.mejene.membership.carrier;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.config.Secret;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * SF Express's route push (fengqiao): {@code msgDigest} = Base64(MD5(URL-encoded msgData + timestamp + check word)). Of
 * the route only the newest operation is taken. It pushes what concerns an account to one address, which has a secret of
 * its own. Parcels are ordered with it, before it has them.
 */
public final class SfExpress implements Carrier {
    private final Secret checkWord;
    private final @Nullable Secret accountSecret;
    private final Function<Parcel, String> orders;

    /**
     * @param checkWord what its notifications are signed with
     * @param accountSecret of the one address that it pushes all parcels of the account to; null without one
     * @param orders orders a parcel and answers its number
     */
    public SfExpress(Secret checkWord, @Nullable Secret accountSecret, Function<Parcel, String> orders) {
        this.checkWord = checkWord;
        this.accountSecret = accountSecret;
        this.orders = orders;
    }

    @Override
    public String name() {
        return "sf";
    }

    @Override
    public @Nullable News read(Map<String, String> form, String secret, String parcel) {
        News newest = null;
        for (var route : authentic(form)) {
            // One message tells of several parcels.
            var order = route.path("orderid").asText();
            if (order.isEmpty() || order.equals(parcel)) {
                newest = newer(newest, route);
            }
        }
        return newest;
    }

    @Override
    public boolean isAccounts(String secret) {
        return accountSecret != null
                && MessageDigest.isEqual(
                        accountSecret.value().getBytes(StandardCharsets.UTF_8),
                        secret.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public List<Told> readAll(Map<String, String> form) {
        var newest = new LinkedHashMap<String, Told>();
        for (var route : authentic(form)) {
            var order = route.path("orderid").asText();
            var number = route.path("mailno").asText();
            var known = newest.get(order + " " + number);
            newest.put(
                    order + " " + number, new Told(order, number, newer(known == null ? null : known.news(), route)));
        }
        return List.copyOf(newest.values());
    }

    private static News newer(@Nullable News before, JsonNode route) {
        return switch (route.path("opCode").asText()) {
            case "80", "8000" -> News.DELIVERED;
            case "33", "70" -> News.PROBLEM;
            case "99", "648" -> News.RETURNED;
            default -> before == News.DELIVERED ? before : News.IN_TRANSIT;
        };
    }

    /** What a push tells, when it is signed with the check word. */
    private JsonNode authentic(Map<String, String> form) {
        var data = form.getOrDefault("msgData", "");
        var signed = digest(data, form.getOrDefault("timestamp", ""), checkWord);
        if (!Md5.same(signed, digest(form.getOrDefault("msgDigest", "")))) {
            throw new PushRefused();
        }
        return routes(data);
    }

    @Override
    public boolean books() {
        return true;
    }

    @Override
    public String book(Parcel parcel) {
        return orders.apply(parcel);
    }

    /** What either side signs a message with. */
    static byte[] digest(String data, String timestamp, Secret checkWord) {
        return Md5.of(URLEncoder.encode(data + timestamp + checkWord.value(), StandardCharsets.UTF_8));
    }

    private static JsonNode routes(String data) {
        try {
            return Json.mapper().readTree(data).path("Body").path("WaybillRoute");
        } catch (IOException e) {
            throw new PushRefused();
        }
    }

    private static byte[] digest(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new PushRefused();
        }
    }

    @Override
    public String accepted() {
        return "{\"return_code\":\"0000\",\"return_msg\":\"成功\"}";
    }

    @Override
    public String refused() {
        return "{\"return_code\":\"1000\",\"return_msg\":\"失败\"}";
    }
}
