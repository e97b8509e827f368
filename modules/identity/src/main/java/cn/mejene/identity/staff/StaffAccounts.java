package cn.mejene.identity.staff;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Tx;
import cn.mejene.vault.KeyRing;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes staff accounts, gives them new credentials, disables them. A disabled account's sessions are dead within a
 * second; its name is never given to anybody else. Who may ask for this is decided elsewhere. Virtual threads only.
 */
final class StaffAccounts {
    private final StaffSecrets secrets;
    private final KeyRing keyRing;
    private final InstantSource clock;
    private final StaffRepository repository = new StaffRepository();

    /** Credentials in clear, told once and never again. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Issued(
            String id,
            String username,
            String role,
            @Nullable String clinicId,
            String password,
            String totpSecret) {
        @Override
        public String toString() {
            return "Issued[" + id + "]";
        }
    }

    StaffAccounts(KeyRing keyRing, InstantSource clock) {
        this.secrets = new StaffSecrets(keyRing);
        this.keyRing = keyRing;
        this.clock = clock;
    }

    /** @throws Problem 409 {@code username-taken}, also by an account that is disabled */
    Issued create(Tx tx, NewStaff wanted) {
        var checked = wanted.checked();
        var id = Ids.make("stf");
        var made = secrets.make(id);
        var staff = new Staff(
                id,
                checked.username(),
                made.passwordHash(),
                made.sealedSecret(),
                checked.role(),
                checked.clinicId(),
                checked.employer(),
                checked.network());
        if (!repository.insert(tx, staff, clock.instant())) {
            tx.afterCommit(() -> keyRing.destroy(made.sealedSecret().getBytes()));
            throw Problem.conflict("username-taken", "There is or was an account of this name.");
        }
        return issued(staff, made);
    }

    /** New password and TOTP secret, which end the old ones and every session. */
    Issued reset(Tx tx, String id) {
        var before = repository.lockActive(tx, id).orElseThrow(() -> Problem.notFound("account"));
        var made = secrets.make(id);
        repository.replaceCredentials(tx, id, made.passwordHash(), made.sealedSecret());
        repository.endSessions(tx, id, clock.instant());
        tx.afterCommit(() -> keyRing.destroy(before.totp().getBytes()));
        return issued(before, made);
    }

    /** @throws Problem 409 {@code last-admin} when nobody could make staff any more */
    void disable(Tx tx, String id) {
        repository.lock(tx);
        var before = repository.lockActive(tx, id).orElseThrow(() -> Problem.notFound("account"));
        if (before.role().equals("admin") && repository.activeAdmins(tx) == 1) {
            throw Problem.conflict("last-admin", "The last administrator cannot be disabled.");
        }
        repository.disable(tx, id);
        repository.endSessions(tx, id, clock.instant());
    }

    private static Issued issued(Staff staff, StaffSecrets.Made made) {
        return new Issued(
                staff.id(),
                staff.username(),
                staff.role(),
                staff.clinicId(),
                made.password(),
                made.secret().base32());
    }
}
