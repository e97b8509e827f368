package cn.mejene.identity.session;

import cn.mejene.identity.session.SessionRepository.Session;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Opened;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Shows a member where she is signed in. Virtual threads only. */
public final class Devices {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MOST = 200;

    private final Database database;
    private final KeyRing keyRing;
    private final InstantSource clock;
    private final SessionRepository repository = new SessionRepository();

    /** One line of the list. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(String id, @Nullable Device device, Instant createdAt, Instant lastSeenAt, boolean current) {}

    public Devices(Database database, KeyRing keyRing, InstantSource clock) {
        this.database = database;
        this.keyRing = keyRing;
        this.clock = clock;
    }

    /** One page of the caller's live sessions, newest first; all devices are opened by one access. */
    public Answer list(Call call) {
        var member = call.principal();
        int limit = call.query("limit").map(Devices::limit).orElse(DEFAULT_LIMIT);
        var before = call.query("cursor").map(Devices::decoded).orElse(null);
        var found = repository.live(database, member.id(), before, limit + 1, clock.instant());
        var page = found.subList(0, Math.min(limit, found.size()));
        var access = Access.own(member, Action.READ, Resource.of("device"), call.traceId());
        var opened = keyRing.open(access, call.operation());
        var lines = page.stream()
                .map(session -> line(session, opened, session.id().equals(member.sessionId())))
                .toList();
        return Answer.page(lines, found.size() > limit ? encoded(page.getLast().id()) : null);
    }

    private static Line line(Session session, Opened opened, boolean current) {
        var sealed = session.device();
        var device = sealed == null
                ? null
                : opened.value(
                        SessionService.place(session.principal(), session.id()), sealed.getBytes(), Device.class);
        return new Line(session.id(), device, session.createdAt(), session.lastSeenAt(), current);
    }

    private static int limit(String text) {
        try {
            return Math.clamp(Integer.parseInt(text), 1, MOST);
        } catch (NumberFormatException e) {
            throw Problem.invalid("#limit", "type", "The limit is not a number.");
        }
    }

    private static String encoded(String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String cursor) {
        try {
            var id = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (Ids.isId("ses", id)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Not base64url: refused like any other text that is no cursor.
        }
        throw Problem.invalid("#cursor", "cursor", "The cursor is not one of ours.");
    }
}
