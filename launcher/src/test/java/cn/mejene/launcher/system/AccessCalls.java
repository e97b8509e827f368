package cn.mejene.launcher.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Makes the call of each cell, from the contract and the people of a world. For one thread. */
record AccessCalls(AccessWorld world) {
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]*)}");
    private static final Set<String> MEMBERS = Set.of("member", "minor", "ward");

    /** Whether a caller of this role names somebody, or something of somebody's. */
    static boolean isAboutSomebody(ContractOperation operation, String caller) {
        boolean named = operation.names("path").stream().anyMatch(name -> kind(operation, name) != null);
        boolean described = operation.body().has("memberId");
        boolean bySmileId = operation.parameter("header", "Smile-Id").isPresent()
                || operation.path().equals(TusUpload.UPLOADS);
        return named || described || bySmileId && !MEMBERS.contains(caller);
    }

    private static @org.jspecify.annotations.Nullable String kind(ContractOperation operation, String parameter) {
        var known = Patient.KINDS.get(parameter);
        return known == null && parameter.equals("id") ? Patient.KINDS.get(operation.path()) : known;
    }

    Reply call(AccessCell cell, String trace) {
        var operation = cell.operation();
        var about = world.patient(cell);
        var api = headers(cell, about, api(cell)).with("traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
        var path = path(cell, about);
        if (operation.body() instanceof ObjectNode body) {
            return api.json(operation.method(), path, filled(cell, about, body.deepCopy()));
        }
        return switch (operation.mediaType()) {
            case "" -> api.call(operation.method(), path, BodyPublishers.noBody());
            case "application/json" -> api.json(operation.method(), path, Map.of());
            case TusUpload.BYTES -> tus(cell, about, api, path);
            default -> world.scan().described(api).call(operation.method(), path, body(operation));
        };
    }

    private java.net.http.HttpRequest.BodyPublisher body(ContractOperation operation) {
        return operation.id().equals("records.upload")
                ? BodyPublishers.ofByteArray(world.scan().bytes())
                : BodyPublishers.ofString("x=1");
    }

    private Reply tus(AccessCell cell, Patient about, Api api, String path) {
        var smileId = cell.caller().equals("clinic") ? about.things().get("smile-id") : "";
        return cell.operation().method().equals("POST")
                ? TusUpload.asking(api, world.scan(), smileId).call("POST", path, BodyPublishers.noBody())
                : new TusUpload(TusUpload.speaking(api), path).patch(world.scan(), 0, 100);
    }

    private Api api(AccessCell cell) {
        var steps =
                cell.operation().stepUp() && cell.confirmed() && AccessMatrix.mayCall(cell.operation(), cell.caller());
        return steps
                ? world.person(cell.caller())
                        .member()
                        .steppedUp(cell.operation().id())
                : world.caller(cell);
    }

    private Api headers(AccessCell cell, Patient about, Api plain) {
        var operation = cell.operation();
        var api = plain;
        if (operation.path().startsWith(TusUpload.UPLOADS)) {
            api = TusUpload.speaking(api);
        }
        if (operation.parameter("header", "Smile-Id").isPresent() && !MEMBERS.contains(cell.caller())) {
            api = api.with("Smile-Id", about.things().get("smile-id"));
        }
        var purpose = operation.parameter("header", "Mejene-Purpose");
        if (purpose.isPresent() && !MEMBERS.contains(cell.caller())) {
            api = api.with("Mejene-Purpose", purpose.get().path("example").asText("treatment"));
        }
        return operation.idempotent()
                ? api.with("Idempotency-Key", UUID.randomUUID().toString())
                : api;
    }

    private String path(AccessCell cell, Patient about) {
        var operation = cell.operation();
        var path = PARAMETER.matcher(operation.path()).replaceAll(found -> parameter(cell, about, found.group(1)));
        var query = new StringBuilder();
        operation.parameters().stream()
                .filter(it -> it.path("in").asText().equals("query")
                        && it.path("required").asBoolean())
                .forEach(it -> query.append(query.isEmpty() ? '?' : '&')
                        .append(it.path("name").asText())
                        .append('=')
                        .append(world.common(operation, it.path("name").asText())));
        return path + query;
    }

    private String parameter(AccessCell cell, Patient about, String name) {
        var kind = kind(cell.operation(), name);
        if (kind == null) {
            return world.common(cell.operation(), name);
        }
        return about.things().get(kind.equals("upload") && cell.caller().equals("clinic") ? "clinic-upload" : kind);
    }

    /** The contract's example with the ids, codes and times of this world in it. */
    private JsonNode filled(AccessCell cell, Patient about, ObjectNode body) {
        put(body, "memberId", about.things().get("member"));
        put(body, "clinicId", world.clinicId());
        put(body, "username", "matrix-" + Long.toString(System.nanoTime(), 36));
        put(body, "expiresAt", world.now().plus(Duration.ofDays(1)).toString());
        put(body, "validUntil", world.now().plus(Duration.ofDays(300)).toString());
        if (body.has("verificationId")) {
            body.put("verificationId", world.verification(about.member()));
        }
        if (body.has("noticeId") && body.has("policyVersion")) {
            world.notice().forEach(body::put);
        } else {
            put(body, "noticeId", world.recipientNotice());
        }
        if (cell.operation().names("path").contains("verificationId")) {
            put(body, "code", world.verificationCode());
        }
        if (body.has("requestId") && MEMBERS.contains(cell.caller())) {
            world.code(world.person(cell.caller()).member()).forEach(body::put);
        }
        return body;
    }

    private static void put(ObjectNode body, String field, String value) {
        if (body.has(field)) {
            body.put(field, value);
        }
    }
}
