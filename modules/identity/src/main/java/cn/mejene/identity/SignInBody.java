package cn.mejene.identity;

import cn.mejene.identity.member.SmsGrant;
import cn.mejene.identity.member.WechatGrant;
import cn.mejene.identity.staff.StaffGrant;
import cn.mejene.kernel.Json;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Call;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Binds the body of a sign-in to the record of its grant. */
sealed interface SignInBody {

    record Sms(SmsGrant grant) implements SignInBody {}

    record ThroughWechat(WechatGrant grant) implements SignInBody {}

    record OfStaff(StaffGrant grant) implements SignInBody {}

    static SignInBody of(Call call) {
        var tree = call.body(ObjectNode.class);
        var grant = tree.path("grant").asText("");
        var fields = Json.bytes(tree.without("grant"));
        return switch (grant) {
            case "sms" -> new Sms(Json.bind(fields, SmsGrant.class));
            case "wechat" -> new ThroughWechat(Json.bind(fields, WechatGrant.class));
            case "staff" -> new OfStaff(Json.bind(fields, StaffGrant.class));
            default -> throw Problem.invalid("/grant", "enum", "There is no such grant.");
        };
    }
}
