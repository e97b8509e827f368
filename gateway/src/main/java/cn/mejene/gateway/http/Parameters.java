package cn.mejene.gateway.http;

import cn.mejene.gateway.contract.Operation;
import cn.mejene.gateway.contract.Parameter;
import cn.mejene.kernel.Problem;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request's parameters, decoded once and checked: path and query as text, header fields as they came.
 *
 * @param headers by lower-case name; with {@code sec-gpc} and {@code dnt} when the caller objects
 */
record Parameters(Map<String, String> path, Map<String, String> query, Map<String, String> headers) {
    private static final int LONGEST_NAME = 64;

    /** Throws 422 {@code invalid-request} that names every faulty parameter, 400 when nothing can be decoded. */
    static Parameters read(RoutingContext context, Operation operation) {
        var request = context.request();
        var sent = QueryText.parse(request.query());
        var errors = new ArrayList<Problem.FieldError>();
        var parameters = new Parameters(new HashMap<>(), new HashMap<>(), new HashMap<>());
        for (var parameter : operation.parameters()) {
            switch (parameter.in()) {
                case PATH -> parameters.take(parameter, pathValue(context, parameter), errors);
                case QUERY -> parameters.take(parameter, sent.getOrDefault(parameter.name(), List.of()), errors);
                case HEADER -> parameters.take(parameter, request.headers().getAll(parameter.name()), errors);
            }
        }
        refuseUnknown(operation, sent, errors);
        if (!errors.isEmpty()) {
            throw invalid(errors);
        }
        parameters.takeSignal("sec-gpc", request.getHeader("Sec-GPC"));
        parameters.takeSignal("dnt", request.getHeader("DNT"));
        return parameters;
    }

    private static List<String> pathValue(RoutingContext context, Parameter parameter) {
        var value = context.pathParam(parameter.name());
        return value == null ? List.of() : List.of(value);
    }

    private void take(Parameter parameter, List<String> values, List<Problem.FieldError> errors) {
        if (values.size() > 1) {
            errors.add(error(parameter.name(), "duplicate"));
        } else if (values.size() == 1) {
            parameter.faults(values.getFirst()).forEach(code -> errors.add(error(parameter.name(), code)));
            put(parameter, values.getFirst());
        } else if (parameter.required()) {
            errors.add(error(parameter.name(), "required"));
        } else if (parameter.fallback() != null) {
            put(parameter, parameter.fallback());
        }
    }

    private void put(Parameter parameter, String value) {
        switch (parameter.in()) {
            case PATH -> path.put(parameter.name(), value);
            case QUERY -> query.put(parameter.name(), value);
            case HEADER -> headers.put(parameter.name().toLowerCase(Locale.ROOT), value);
        }
    }

    private void takeSignal(String name, @Nullable String value) {
        if ("1".equals(value)) {
            headers.put(name, "1");
        }
    }

    private static void refuseUnknown(
            Operation operation, Map<String, List<String>> sent, List<Problem.FieldError> errors) {
        sent.keySet().stream()
                .filter(name -> operation.parameters().stream()
                        .noneMatch(
                                p -> p.in() == Parameter.Place.QUERY && p.name().equals(name)))
                .forEach(name -> errors.add(error(name, "unknown")));
    }

    private static Problem.FieldError error(String name, String code) {
        return new Problem.FieldError(
                "#" + (name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name), code);
    }

    static Problem invalid(List<Problem.FieldError> errors) {
        return new Problem(
                422, "invalid-request", "The request does not match the contract.", Map.of(), Map.of(), errors);
    }
}
