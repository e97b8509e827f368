package cn.mejene.gateway.contract;

import cn.mejene.kernel.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.contract.OpenAPIVersion;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/** Checks a document against the meta-schema of OpenAPI 3.1, with vertx-openapi. Does not follow references. */
final class MetaSchemaCheck {
    private static final Comparator<Fault> DEEPEST =
            Comparator.comparingLong(Fault::depth).thenComparing(Fault::isSpecific);

    private final Vertx vertx;
    private final MergedContract contract;

    MetaSchemaCheck(Vertx vertx, MergedContract contract) {
        this.vertx = vertx;
        this.contract = contract;
    }

    /** Fails with a {@link ConfigException}. */
    Future<Void> check() {
        var document = new JsonObject(contract.document().toString());
        var version = OpenAPIVersion.fromContract(document);
        return version.getRepository(vertx, "app://")
                .compose(repository -> version.validateContract(vertx, repository, document))
                .compose(this::judge);
    }

    private Future<Void> judge(OutputUnit result) {
        if (result.getValid()) {
            return Future.succeededFuture();
        }
        var fault = deepest(result);
        return Future.failedFuture(contract.fault(fault.pointer(), fault.error()));
    }

    /** The errors at the deepest place are the ones that say something. */
    private static Fault deepest(OutputUnit result) {
        var errors = result.getErrors() == null ? List.<OutputUnit>of() : result.getErrors();
        return errors.stream()
                .map(unit -> new Fault(pointer(unit.getInstanceLocation()), unit.getError()))
                .max(DEEPEST)
                .orElse(new Fault("", "is no OpenAPI 3.1 document"));
    }

    /** Locations are fragments of a URI; messages show plain pointers. */
    private static String pointer(String location) {
        return URLDecoder.decode(location.replace("+", "%2B"), StandardCharsets.UTF_8)
                .replaceFirst("^#", "");
    }

    private record Fault(String pointer, String error) {
        boolean isSpecific() {
            return !error.startsWith("A subschema had errors");
        }

        long depth() {
            return pointer.chars().filter(c -> c == '/').count();
        }
    }
}
