package cn.mejene.identity.staff;

import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.vault.KeyRing;
import java.time.InstantSource;
import java.util.Optional;

/** Judges a staff member's password and TOTP. Virtual threads only. */
public final class StaffCredentials {
    private final Database database;
    private final KeyRing keyRing;
    private final InstantSource clock;
    private final boolean totpSingleUse;
    private final Passwords passwords = new Passwords();
    private final StaffRepository repository = new StaffRepository();
    private final String nobodysHash;

    /** A person of staff who has shown both factors, and the step of the second. */
    record Proved(Staff staff, long step) {}

    /** @param totpSingleUse whether a TOTP is worth one sign-in only (RFC 6238 section 5.2) */
    public StaffCredentials(Database database, KeyRing keyRing, InstantSource clock, boolean totpSingleUse) {
        this.database = database;
        this.keyRing = keyRing;
        this.clock = clock;
        this.totpSingleUse = totpSingleUse;
        this.nobodysHash = passwords.hash("nobody");
    }

    /** Whose credentials these are. An unknown name costs one hash like a known one. */
    Optional<Proved> prove(StaffGrant grant, Call call) {
        var found = repository.findActive(database, grant.username());
        var hash = found.map(Staff::passwordHash).orElse(nobodysHash);
        boolean right = passwords.matches(grant.password(), hash);
        return found.filter(staff -> right).flatMap(staff -> proveSecond(staff, grant, call));
    }

    private Optional<Proved> proveSecond(Staff staff, StaffGrant grant, Call call) {
        var access = Access.system(
                "identity",
                staff.id(),
                Action.READ,
                Resource.of("staff", staff.id()),
                "authentication",
                call.traceId());
        var secret = keyRing.open(access, call.operation())
                .value(staff.totpPlace(), staff.totp().getBytes(), TotpSecret.class);
        var step = Totp.match(Base32.decode(secret.base32()), grant.totp(), clock.instant());
        return step.isPresent() ? Optional.of(new Proved(staff, step.getAsLong())) : Optional.empty();
    }

    /** Uses the TOTP up; false when it was used before or the account has been disabled meanwhile. */
    boolean acceptStep(Tx tx, Proved proved) {
        return repository.acceptStep(tx, proved.staff().id(), proved.step(), !totpSingleUse);
    }
}
