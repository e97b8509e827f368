package cn.mejene.services.sandbox;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The templates that the provider has approved. Immutable. */
final class SmsTemplates {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");
    private static final Map<String, String> APPROVED = Map.of(
            "SMS_MEJENE_LOGIN", "您的登录验证码为${code}，请勿告知他人。",
            "SMS_MEJENE_STEPUP", "您正在进行敏感操作，验证码为${code}，请勿告知他人。",
            "SMS_MEJENE_GUARDIAN", "您正在为未成年人作出监护人同意，验证码为${code}，请勿告知他人。",
            "SMS_MEJENE_ACTIVITY", "${title}，详情请打开应用查看。拒收请回复R",
            "SMS_MEJENE_PHONE", "您正在更换手机号码，验证码为${code}，请勿告知他人。",
            "SMS_MEJENE_PHONE_CHANGED", "您的账户已更换手机号码，本号码不再用于登录。如非本人操作，请立即联系客服。",
            "SMS_MEJENE_SUPPORT", "您联系了客服，请将验证码${code}告知客服人员以核实身份；如非本人操作请忽略。",
            "SMS_MEJENE_INCIDENT", "${title}，详情请登录应用，在“消息”中查看。",
            "SMS_MEJENE_GUARDIAN_NOTICE", "您监护的未成年人收到通知：${title}，请与其一同登录应用，在“消息”中查看。");

    Optional<String> find(String code) {
        return Optional.ofNullable(APPROVED.get(code));
    }

    /** Fills a template; empty when a variable has no value. */
    Optional<String> render(String template, Map<String, String> data) {
        var variables = VARIABLE.matcher(template);
        var complete = variables.results().allMatch(variable -> data.containsKey(variable.group(1)));
        return complete
                ? Optional.of(VARIABLE.matcher(template)
                        .replaceAll(variable -> Matcher.quoteReplacement(data.getOrDefault(variable.group(1), ""))))
                : Optional.empty();
    }
}
