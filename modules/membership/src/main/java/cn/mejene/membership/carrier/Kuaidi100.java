package cn.mejene.membership.carrier;

import cn.mejene.kernel.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Kuaidi100's push: {@code param} (JSON) and {@code sign} = MD5(param + salt). The salt is the secret of the parcel's own
 * address. Each push has the whole history; only its state is taken.
 */
public final class Kuaidi100 implements Carrier {
    /** For three days: the number may have been handed in before the parcel was. */
    private static final String NOTHING_FOUND = "3天";

    private final @Nullable KuaidiSubscriptions subscriptions;

    /** @param subscriptions where parcels are subscribed; null when somebody does it by hand */
    public Kuaidi100(@Nullable KuaidiSubscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    @Override
    public String name() {
        return "kuaidi100";
    }

    @Override
    public @Nullable News read(Map<String, String> form, String secret, String parcel) {
        var param = form.getOrDefault("param", "");
        if (!Md5.same(Md5.of(param + secret), digest(form.getOrDefault("sign", "")))) {
            throw new PushRefused();
        }
        var told = tree(param);
        if (told.path("status").asText().equals("abort")) {
            return told.path("message").asText().contains(NOTHING_FOUND) ? News.GIVEN_UP : null;
        }
        return switch (told.path("lastResult").path("state").asText()) {
            case "0", "1", "5", "7", "8" -> News.IN_TRANSIT;
            case "2", "6", "14" -> News.PROBLEM;
            case "3" -> News.DELIVERED;
            case "4" -> News.RETURNED;
            default -> null;
        };
    }

    @Override
    public void follow(String number, String secret) {
        if (subscriptions != null) {
            subscriptions.subscribe(number, secret);
        }
    }

    private static byte[] digest(String hex) {
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw new PushRefused();
        }
    }

    private static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (IOException e) {
            throw new PushRefused();
        }
    }

    @Override
    public String accepted() {
        return "{\"result\":true,\"returnCode\":\"200\",\"message\":\"成功\"}";
    }

    @Override
    public String refused() {
        return "{\"result\":false,\"returnCode\":\"500\",\"message\":\"失败\"}";
    }
}
