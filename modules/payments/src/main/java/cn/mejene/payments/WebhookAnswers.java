package cn.mejene.payments;

import cn.mejene.kernel.call.Answer;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * What one provider wants to hear after a notification.
 *
 * @param accepted its effect is durable; it is not to be sent again
 * @param refused it is not taken, however often it is sent
 * @param notNow it is to be sent again
 */
record WebhookAnswers(Answer accepted, Answer refused, Answer notNow) {
    static final WebhookAnswers WECHAT_PAY = new WebhookAnswers(
            json(200, "{\"code\":\"SUCCESS\",\"message\":\"成功\"}"),
            json(401, "{\"code\":\"FAIL\",\"message\":\"签名或内容错误\"}"),
            json(503, "{\"code\":\"FAIL\",\"message\":\"稍后重试\"}"));

    /** Alipay reads the body and nothing else. */
    static final WebhookAnswers ALIPAY =
            new WebhookAnswers(text(200, "success"), text(400, "failure"), text(503, "failure"));

    private static Answer json(int status, String body) {
        return new Answer(status, Map.of(), Buffer.buffer(body));
    }

    private static Answer text(int status, String body) {
        return new Answer(status, Map.of("Content-Type", "text/plain; charset=utf-8"), Buffer.buffer(body));
    }
}
