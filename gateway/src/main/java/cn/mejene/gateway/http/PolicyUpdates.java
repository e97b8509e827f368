package cn.mejene.gateway.http;

import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Deadline;
import cn.mejene.kernel.call.Reply;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells members in a header that there is a version of the privacy policy which they have not agreed to (policy VIII.1).
 * Asks once a second which version is the newest, and about a member when that is another than she is known to have
 * agreed to. What cannot be found out in half a second is not told, and not asked for in the next. One instance per event
 * loop.
 */
final class PolicyUpdates {
    private static final String HEADER = "Mejene-Policy-Update";
    private static final int REMEMBERED = 10_000;
    private static final long NEWEST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long UNACCEPTED_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Map<String, Known> members = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Bus bus;
    private @Nullable String newest;
    private long newestAt;
    private long askAgainAt = System.nanoTime();

    /** What was found out about a member when a version was the newest: which she has yet to agree to, if any. */
    private record Known(String newest, @Nullable String update, long askedAt) {
        boolean holds(String version) {
            return newest.equals(version) && (update == null || System.nanoTime() - askedAt < UNACCEPTED_NANOS);
        }
    }

    private record Version(@Nullable String version) {}

    PolicyUpdates(Bus bus) {
        this.bus = bus;
    }

    /** Puts the header where it belongs; never fails. */
    Future<Call> told(Call call, HttpServerResponse response) {
        var now = System.nanoTime();
        if (!call.principal().isMember() || now - askAgainAt < 0) {
            return Future.succeededFuture(call);
        }
        return Deadline.bound(newest(call).compose(version -> update(call, version)), now + PATIENCE_NANOS)
                .onFailure(_ -> askAgainAt = System.nanoTime() + SILENCE_NANOS)
                .onSuccess(known -> {
                    var update = known.update();
                    if (update != null && !response.headWritten()) {
                        response.putHeader(HEADER, update);
                    }
                })
                .map(call)
                .otherwise(call);
    }

    private Future<String> newest(Call call) {
        var version = newest;
        if (version != null && System.nanoTime() - newestAt < NEWEST_NANOS) {
            return Future.succeededFuture(version);
        }
        return bus.request(call.to("consent.newest-policy", null)).map(reply -> {
            var asked = Objects.requireNonNull(version(reply));
            newest = asked;
            newestAt = System.nanoTime();
            return asked;
        });
    }

    private Future<Known> update(Call call, String version) {
        var member = call.principal().id();
        var known = members.get(member);
        if (known != null && known.holds(version)) {
            return Future.succeededFuture(known);
        }
        return bus.request(call.to("consent.policy-update", null)).map(reply -> {
            var found = new Known(version, version(reply), System.nanoTime());
            members.remove(member);
            members.put(member, found);
            return found;
        });
    }

    private static @Nullable String version(Reply reply) {
        return reply instanceof Answer answer ? answer.body(Version.class).version() : null;
    }
}
