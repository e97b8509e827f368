package cn.mejene.gateway.contract;

import cn.mejene.kernel.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.openapi.contract.OpenAPIVersion;
import java.util.Comparator;
import java.util.List;

/** Checks a document against the meta-schema of OpenAPI 3.1 and resolves it once, with vertx-openapi. */
final class MetaSchemaCheck {
    private static final Comparator<Fault> DEEPEST = Comparator.comparingLong(Fault::depth);

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
                .compose(repository -> version.validateContract(vertx, repository, document)
                        .compose(result -> result(result, version, repository, document)));
    }

    private Future<Void> result(
            OutputUnit result, OpenAPIVersion version, SchemaRepository repository, JsonObject document) {
        if (result.getValid()) {
            return version.resolve(vertx, repository, document).mapEmpty();
        }
        var fault = deepest(result);
        return Future.failedFuture(contract.fault(fault.pointer(), fault.error()));
    }

    /** The errors at the deepest place are the ones that say something. */
    private static Fault deepest(OutputUnit result) {
        var errors = result.getErrors() == null ? List.<OutputUnit>of() : result.getErrors();
        return errors.stream()
                .map(unit -> new Fault(unit.getInstanceLocation().replaceFirst("^#", ""), unit.getError()))
                .max(DEEPEST)
                .orElse(new Fault("", "is no OpenAPI 3.1 document"));
    }

    private record Fault(String pointer, String error) {
        long depth() {
            return pointer.chars().filter(c -> c == '/').count();
        }
    }
}
