package cn.mejene.services.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What third parties were told, beside what the register lets them have (policy III.0): {@code payload-fields.json} says
 * for each field of a provider's protocol which field of {@code third-parties.yaml} it is; an empty word is nothing of a
 * person's. In memory only. Safe for use by several threads.
 */
public final class Payloads {
    private static final int KEPT = 300;
    private static final JsonObject DECLARED = declared();

    private final Map<String, Set<String>> undeclared = new TreeMap<>();
    private final Map<String, Deque<Payload>> newest = new TreeMap<>();

    private static JsonObject declared() {
        try (var in = Payloads.class.getResourceAsStream("/payload-fields.json")) {
            return new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public synchronized void add(Payload payload) {
        var known = DECLARED.getJsonObject(payload.party(), new JsonObject());
        for (var field : payload.fields().keySet()) {
            if (!known.containsKey(field)) {
                undeclared
                        .computeIfAbsent(payload.party(), _ -> new TreeSet<>())
                        .add(field);
            }
        }
        var kept = newest.computeIfAbsent(payload.party(), _ -> new ArrayDeque<>());
        kept.addFirst(payload);
        if (kept.size() > KEPT) {
            kept.removeLast();
        }
    }

    /** Fields that a third party was told and may not have, by party; none is as it should be. */
    public synchronized Map<String, Set<String>> undeclared() {
        var copy = new TreeMap<String, Set<String>>();
        undeclared.forEach((party, fields) -> copy.put(party, Set.copyOf(fields)));
        return copy;
    }

    /** What {@code GET /sandbox/payloads} shows: undeclared fields, and the newest requests in whole. */
    synchronized JsonObject shown() {
        var items = new JsonArray();
        newest.forEach((party, kept) -> kept.forEach(payload -> {
            var fields = new JsonObject();
            payload.fields().forEach(fields::put);
            items.add(new JsonObject().put("party", party).put("fields", fields));
        }));
        var faults = new JsonObject();
        undeclared.forEach((party, fields) -> faults.put(party, new JsonArray(java.util.List.copyOf(fields))));
        return new JsonObject()
                .put("undeclared", faults)
                .put("declared", DECLARED)
                .put("items", items);
    }
}
