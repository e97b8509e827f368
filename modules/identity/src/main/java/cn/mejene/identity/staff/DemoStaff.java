package cn.mejene.identity.staff;

import cn.mejene.identity.staff.CredentialsFile.Item;
import cn.mejene.identity.staff.DemoStaffConfig.Seed;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Tx;
import cn.mejene.vault.KeyRing;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seeds a development installation with staff whose credentials are random and known to its data folder alone.
 * Idempotent, and safe on several nodes at once; who is in the database and in the file stays as she is.
 */
public final class DemoStaff {
    private static final Logger LOG = LoggerFactory.getLogger(DemoStaff.class);

    private final DemoStaffConfig config;
    private final Database database;
    private final StaffSecrets secrets;
    private final InstantSource clock;
    private final CredentialsFile file;
    private final StaffRepository repository = new StaffRepository();

    public DemoStaff(DemoStaffConfig config, Database database, KeyRing keyRing, InstantSource clock) {
        this.config = config;
        this.database = database;
        this.secrets = new StaffSecrets(keyRing);
        this.clock = clock;
        this.file = new CredentialsFile(config.file());
    }

    /** Makes who is missing; the lock is held until the file is written and the rows are committed. */
    public void prepare() {
        database.run(tx -> {
            repository.lock(tx);
            var known = file.read();
            var items = new ArrayList<Item>();
            int made = 0;
            for (var seed : config.staff()) {
                var id = repository.id(tx, seed.username());
                var item = known.stream()
                        .filter(i -> id.isPresent() && i.username().equals(seed.username()))
                        .findFirst();
                made += item.isEmpty() ? 1 : 0;
                items.add(item.orElseGet(() -> make(tx, seed, id)));
            }
            if (made > 0) {
                file.write(items);
                LOG.atInfo().addKeyValue("made", made).log("demo staff made");
            }
        });
    }

    /**
     * Who was seeded, each with the one-time password of this moment, so that a shell without an authenticator can sign
     * her in.
     */
    public Listed list() {
        return new Listed(file.read().stream().map(this::withCode).toList());
    }

    private Credentials withCode(Item item) {
        var step = clock.instant().getEpochSecond() / Totp.STEP_SECONDS;
        return new Credentials(item, Totp.password(Base32.decode(item.totpSecret()), step));
    }

    /** What {@code GET /dev/staff} answers. */
    public record Listed(List<Credentials> items) {}

    /** One account's credentials; {@code totp} is good for this half minute. */
    public record Credentials(@JsonUnwrapped Item item, String totp) {
        @Override
        public String toString() {
            return "Credentials[" + item.username() + "]";
        }
    }

    private Item make(Tx tx, Seed seed, Optional<String> existing) {
        var id = existing.orElseGet(() -> Ids.make("stf"));
        var made = secrets.make(id);
        var staff = new Staff(
                id,
                seed.username(),
                made.passwordHash(),
                made.sealedSecret(),
                seed.role(),
                seed.clinicId(),
                seed.employer(),
                seed.network());
        repository.put(tx, staff, clock.instant());
        return new Item(
                seed.role(), seed.username(), made.password(), made.secret().base32(), seed.clinicId());
    }
}
