package cn.mejene.services.sandbox;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The operation {@code SendSms} of dysmsapi 2017-05-25: checks the parameters as the provider does and keeps what it
 * would have sent. It knows no HTTP and no signature.
 */
final class SendSms {
    private static final Pattern NUMBER = Pattern.compile("(\\+|00)?\\d{7,15}");
    private static final int NUMBERS = 1000;

    private final SmsTemplates templates = new SmsTemplates();
    private final SentMessages sent;

    SendSms(SentMessages sent) {
        this.sent = sent;
    }

    /** Sends to all numbers or to none; answers the provider's {@code Code}, {@code OK} when sent. */
    String send(Map<String, String> parameters, Instant at) {
        var numbers = List.of(parameters.getOrDefault("PhoneNumbers", "").split(","));
        if (numbers.size() > NUMBERS
                || !numbers.stream().allMatch(number -> NUMBER.matcher(number).matches())) {
            return "isv.MOBILE_NUMBER_ILLEGAL";
        }
        var sign = parameters.getOrDefault("SignName", "");
        if (sign.isBlank()) {
            return "isv.SMS_SIGNATURE_ILLEGAL";
        }
        var code = parameters.getOrDefault("TemplateCode", "");
        var template = templates.find(code);
        if (template.isEmpty()) {
            return "isv.SMS_TEMPLATE_ILLEGAL";
        }
        var data = data(parameters.getOrDefault("TemplateParam", "{}"));
        if (data.isEmpty()) {
            return "isv.INVALID_JSON_PARAM";
        }
        var text = templates.render(template.get(), data.get());
        if (text.isEmpty()) {
            return "isv.TEMPLATE_MISSING_PARAMETERS";
        }
        for (var number : numbers) {
            sent.add(new SentMessage("sms", e164(number), code, "【" + sign + "】" + text.get(), data.get(), at));
        }
        return "OK";
    }

    private static Optional<Map<String, String>> data(String json) {
        try {
            var data = new TreeMap<String, String>();
            new JsonObject(json).forEach(entry -> data.put(entry.getKey(), String.valueOf(entry.getValue())));
            return Optional.of(data);
        } catch (DecodeException malformed) {
            return Optional.empty();
        }
    }

    /** The provider takes mainland numbers with and without their country code, others with it but without a plus. */
    private static String e164(String number) {
        var digits = number.replaceFirst("^(\\+|00)", "");
        return digits.length() == 11 && digits.startsWith("1") && digits.equals(number) ? "+86" + digits : "+" + digits;
    }
}
