package cn.mejene.consent.register;

import cn.mejene.kernel.config.Required;
import java.util.List;
import java.util.Map;

/** {@code config/policy/permissions.yaml}: what the app may ask the device for (policy I(E)). Immutable. */
record DevicePermissions(List<Permission> permissions) {

    /**
     * @param purpose the purpose of the catalogue that it serves
     * @param function the one function that needs it, by language tag
     * @param refused what remains when it is refused, by language tag
     */
    record Permission(String id, String purpose, Map<String, String> function, Map<String, String> refused) {
        Permission {
            Required.field(id + ".purpose", purpose);
            Required.field(id + ".function", function);
            Required.field(id + ".refused", refused);
        }
    }

    DevicePermissions {
        permissions = List.copyOf(Required.field("permissions", permissions));
    }
}
