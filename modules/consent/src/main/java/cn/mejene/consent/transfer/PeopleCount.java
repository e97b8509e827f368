package cn.mejene.consent.transfer;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Place;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Counts distinct people by the year of Shanghai, as HMACs under a salt of that year that is destroyed at its close. The
 * year's row is locked while it counts, so that no two transfers take the same room. Stateless.
 */
final class PeopleCount {
    private static final String PLATFORM = "platform";
    private static final String NO_TRACE = "0".repeat(32);
    private static final int SALT_BYTES = 32;

    private final TransferRepository repository = new TransferRepository();
    private final SecureRandom random = new SecureRandom();
    private final ModuleContext context;

    /** The salt as it is sealed. */
    private record Salt(String base64) {
        @Override
        public String toString() {
            return "Salt[***]";
        }
    }

    /** Somebody who may be counted in a year, as an HMAC. */
    record Person(int year, byte[] mac) {}

    /**
     * One more transfer, not counted yet.
     *
     * @param after the volume once it is
     */
    record Counting(Person person, boolean sensitive, Volume after) {}

    PeopleCount(ModuleContext context) {
        this.context = context;
    }

    static int year(Instant now) {
        return now.atZone(Schedule.ZONE).getYear();
    }

    /** The member in the year that it is in Shanghai; opens the year if nobody has. Locks nothing. */
    Person person(String member, Instant now) {
        int year = year(now);
        var salt = repository.salt(context.database(), year);
        if (salt.isEmpty()) {
            open(year);
            salt = repository.salt(context.database(), year);
        }
        return new Person(year, mac(year, salt.orElseThrow(), member));
    }

    /** What the count would be with this person; the year stays locked until the transaction ends. */
    Counting with(Tx tx, Person person, boolean sensitive) {
        var volume = repository.lockYear(tx, person.year());
        var before = repository.counted(tx, person);
        long people = volume.people() + (before.isEmpty() ? 1 : 0);
        long more = sensitive && !before.orElse(false) ? 1 : 0;
        return new Counting(person, sensitive, new Volume(people, volume.sensitive() + more));
    }

    void count(Tx tx, Counting counting) {
        repository.count(tx, counting.person(), counting.sensitive(), counting.after());
    }

    /** In a transaction of its own: a year is there for whoever comes next, whatever becomes of the first transfer. */
    private void open(int year) {
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        var keyRing = context.port(KeyRing.class);
        var sealed = keyRing.seal(place(year), new Salt(Base64.getEncoder().encodeToString(salt)));
        boolean made = context.database().transaction(tx -> repository.insertYear(tx, year, Buffer.buffer(sealed)));
        if (!made) {
            keyRing.destroy(sealed);
        }
    }

    private byte[] mac(int year, Buffer sealed, String member) {
        var access = Access.system(
                "consent", PLATFORM, Action.READ, Resource.of("transfer-salt"), "transfer-count", NO_TRACE);
        var salt = context.port(KeyRing.class)
                .open(access, "consent.count-transfer")
                .value(place(year), sealed.getBytes(), Salt.class);
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(salt.base64()), "HmacSHA256"));
            return mac.doFinal(member.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacSHA256", e);
        }
    }

    /** Forgets who was counted in the years that are over; the numbers stay. */
    void close(Instant now) {
        var keyRing = context.port(KeyRing.class);
        context.database().run(tx -> {
            var salts = repository.closeBefore(tx, year(now));
            tx.afterCommit(() -> salts.forEach(salt -> keyRing.destroy(salt.getBytes())));
        });
    }

    private static Place place(int year) {
        return new Place(PLATFORM, KeyClass.INDEX, "consent.transfer_year", "salt", String.valueOf(year));
    }
}
