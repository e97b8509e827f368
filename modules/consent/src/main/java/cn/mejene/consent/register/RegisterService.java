package cn.mejene.consent.register;

import cn.mejene.consent.call.Digest;
import cn.mejene.consent.disclosure.Recipient;
import cn.mejene.consent.disclosure.Recipients;
import cn.mejene.consent.purpose.Purpose;
import cn.mejene.kernel.Json;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.outbound.ThirdParties;
import cn.mejene.kernel.privacy.DataInventory;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.kernel.privacy.PersonalData;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Publishes the registers, made from what the modules declare, what the program is built with and the policy data, so
 * that they say what is (policy I.0a, I(E)1, II(A)1, II(B)1, III(A)L, 0.5). Stateless.
 */
public final class RegisterService {
    private final Operators operators;
    private final ThirdParties thirdParties;
    private final RetentionRules retention;
    private final DevicePermissions permissions;
    private final Cookies cookies;
    private final List<Libraries.Library> libraries;
    private final DataInventory inventory;
    private final Recipients declared;

    /**
     * A register.
     *
     * @param sha256 digest of the items, which changes when and only when they do
     */
    private record Register(String register, String sha256, List<?> items) {}

    public RegisterService(Recipients declared, ModuleContext context) {
        this.declared = declared;
        var folder = context.policies();
        this.operators = Operators.load(folder);
        this.thirdParties = ThirdParties.load(folder);
        this.retention = RetentionRules.load(folder);
        this.permissions = folder.load("permissions", DevicePermissions.class);
        this.cookies = folder.load("cookies", Cookies.class);
        this.libraries = Libraries.on(System.getProperty("java.class.path", ""));
        this.inventory = context.port(DataInventory.class);
    }

    public Answer get(Call call) {
        var name = call.path("name");
        var language = Language.of(call);
        var items =
                switch (name) {
                    case "operators" -> operators(language);
                    case "third-parties" -> thirdParties(language);
                    case "sdks" -> libraries;
                    case "permissions" -> permissions(language);
                    case "cookies" -> cookies(language);
                    case "inventory" -> inventory();
                    default -> throw Problem.notFound("register");
                };
        return Answer.ok(new Register(name, Digest.sha256(Json.text(items)), items))
                .header("Content-Language", language.tag());
    }

    private List<Map<String, Object>> operators(Language language) {
        return operators.operators().stream()
                .map(operator -> item(
                        "id",
                        operator.id(),
                        "name",
                        Purpose.in(language, operator.name()),
                        "authoritativeName",
                        Purpose.in(Language.ZH_HANS, operator.name()),
                        "region",
                        operator.region(),
                        "email",
                        operators.contact().email()))
                .toList();
    }

    /** Those of the policy data, then those that officers declared: whoever can get anything is here (policy III(A)L). */
    private List<Map<String, Object>> thirdParties(Language language) {
        return Stream.concat(configured(language), declared.all().stream().map(RegisterService::declared))
                .toList();
    }

    private static Map<String, Object> declared(Recipient recipient) {
        return item(
                "id",
                recipient.id(),
                "noticeId",
                recipient.noticeId(),
                "kind",
                recipient.kind(),
                "name",
                recipient.name(),
                "contact",
                recipient.contact(),
                "region",
                recipient.region(),
                "basis",
                LegalBasis.CONSENT.word(),
                "necessary",
                recipient.necessary(),
                "purpose",
                recipient.purpose(),
                "method",
                recipient.method(),
                "categories",
                recipient.categories(),
                "fields",
                recipient.fields(),
                "hosts",
                List.of());
    }

    private Stream<Map<String, Object>> configured(Language language) {
        return thirdParties.thirdParties().stream()
                .map(party -> item(
                        "id",
                        party.id(),
                        "name",
                        Purpose.in(language, party.name()),
                        "contact",
                        party.contact(),
                        "region",
                        party.region(),
                        "basis",
                        party.basis().word(),
                        "necessary",
                        party.necessary(),
                        "purpose",
                        Purpose.in(language, party.purpose()),
                        "method",
                        Purpose.in(language, party.method()),
                        "categories",
                        Purpose.in(language, party.categories()),
                        "fields",
                        party.fields(),
                        "hosts",
                        party.hosts()));
    }

    private List<Map<String, Object>> permissions(Language language) {
        return permissions.permissions().stream()
                .map(permission -> item(
                        "id",
                        permission.id(),
                        "purpose",
                        permission.purpose(),
                        "function",
                        Purpose.in(language, permission.function()),
                        "refused",
                        Purpose.in(language, permission.refused())))
                .toList();
    }

    private List<Map<String, Object>> cookies(Language language) {
        return cookies.cookies().stream()
                .map(cookie -> item(
                        "name",
                        cookie.name(),
                        "essential",
                        cookie.essential(),
                        "purpose",
                        Purpose.in(language, cookie.purpose())))
                .toList();
    }

    private List<Map<String, Object>> inventory() {
        return inventory.columns().entrySet().stream()
                .map(entry -> datum(entry.getKey(), entry.getValue()))
                .toList();
    }

    private Map<String, Object> datum(String name, PersonalData.Column column) {
        return item(
                "datum",
                name,
                "category",
                word(column.category()),
                "purpose",
                column.purpose(),
                "retention",
                retention.require(column.retention()).period().toString(),
                "retentionBasis",
                retention.require(column.retention()).basis(),
                "encrypted",
                column.keyClass() != null,
                "export",
                word(column.export()),
                "erasure",
                word(column.erasure()));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Names and values in turn. */
    private static Map<String, Object> item(Object... namesAndValues) {
        var item = new TreeMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            item.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return item;
    }
}
