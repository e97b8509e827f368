package cn.mejene.identity.staff;

import cn.mejene.kernel.call.Principal;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Place;
import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A staff account as it is stored.
 *
 * @param passwordHash Argon2id in PHC form
 * @param totp sealed
 */
record Staff(
        String id,
        String username,
        String passwordHash,
        Buffer totp,
        String role,
        @Nullable String clinicId,
        String employer,
        String network) {

    Principal principal(String session) {
        return new Principal(id, Set.of(role), session, clinicId, employer, network);
    }

    Place totpPlace() {
        return totpPlace(id);
    }

    static Place totpPlace(String id) {
        return new Place(id, KeyClass.IDENTITY, "identity.staff", "totp", id);
    }

    /** Shows neither hash nor secret. */
    @Override
    public String toString() {
        return "Staff[" + id + "]";
    }
}
