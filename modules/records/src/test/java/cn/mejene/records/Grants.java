package cn.mejene.records;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Authorizer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Who may see what, in memory: members their own, clinics by scope. Counts decisions under lock. Thread-safe. */
final class Grants implements Authorizer {
    private final Set<String> given = ConcurrentHashMap.newKeySet();
    private final AtomicInteger locked = new AtomicInteger();

    void give(String member, String clinic, String scope) {
        given.add(member + clinic + scope);
    }

    void take(String member, String clinic, String scope) {
        given.remove(member + clinic + scope);
    }

    int locked() {
        return locked.get();
    }

    @Override
    public void require(Access access, Sql sql) {
        var actor = access.actor();
        if (actor.isMember()) {
            if (!actor.id().equals(access.subject())) {
                throw Problem.forbidden("Another member's.");
            }
        } else if (!given.contains(access.subject() + actor.clinicId() + scope(access))) {
            throw Problem.of(403, "grant-required", "Not granted.");
        }
    }

    private static String scope(Access access) {
        return switch (access.action()) {
            case WRITE -> "records:write";
            case READ ->
                String.valueOf(access.actor().clinicId())
                                .equals(access.resource().clinic())
                        ? "records:read"
                        : "history:read";
            case ERASE -> "none";
        };
    }

    @Override
    public void requireLocked(Access access, Tx tx) {
        locked.incrementAndGet();
        require(access, tx);
    }
}
