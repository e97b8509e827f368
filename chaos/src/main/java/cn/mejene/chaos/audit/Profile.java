package cn.mejene.chaos.audit;

import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.SignIn;
import java.util.Map;

/** The profile of a member, whose name is sealed, so that whoever reads or changes it is logged. Stateless. */
final class Profile {
    private static final String PATH = "/v1/me";

    private Profile() {}

    /** Signs a member in who has a name; answers her token. */
    static String of(Client client, String phone) {
        var token = new SignIn(client).member(phone, 1);
        if (!client.call(rename(token, "named"), 1).isOk()) {
            throw new IllegalStateException("a member may not have a name");
        }
        return token;
    }

    static Request read(String token) {
        return Request.get("get-profile", PATH).as(token);
    }

    static Request rename(String token, String name) {
        return Request.json("update-profile", "PATCH", PATH, Map.of("name", name))
                .as(token)
                .key("rename-" + Integer.toHexString(token.hashCode()) + "-" + name);
    }
}
