package cn.mejene.services.sandbox.wechat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Codes that stand for a person once and for five minutes of real time. Confined to the sandbox's event loop. */
final class OneTimeTickets {
    private static final long LIFETIME_NANOS = Duration.ofMinutes(5).toNanos();
    private static final int BYTES = 24;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Ticket> tickets = new HashMap<>();

    private record Ticket(WechatPerson person, long endsAt) {}

    String issue(WechatPerson person) {
        var now = System.nanoTime();
        tickets.values().removeIf(ticket -> ticket.endsAt() - now < 0);
        var code = token();
        tickets.put(code, new Ticket(person, now + LIFETIME_NANOS));
        return code;
    }

    Optional<WechatPerson> take(String code) {
        return Optional.ofNullable(tickets.remove(code))
                .filter(ticket -> ticket.endsAt() - System.nanoTime() > 0)
                .map(Ticket::person);
    }

    /** Random text that says nothing, for whatever needs one. */
    String token() {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
