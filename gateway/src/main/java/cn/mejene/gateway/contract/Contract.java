package cn.mejene.gateway.contract;

import cn.mejene.kernel.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that may be asked of this node, and the document that says so. Immutable, shared by all event loops.
 *
 * @param operations every operation, the gateway's own included
 * @param document the OpenAPI 3.1 document as JSON
 */
public record Contract(List<Operation> operations, Buffer document) {
    static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

    /** What the gateway serves itself; the rest goes over the bus. */
    private static final Set<String> OWN =
            Set.of("gateway.read-contract", "gateway.read-docs", "gateway.read-docs-file", "gateway.read-gpc");

    public Contract {
        operations = List.copyOf(operations);
    }

    /**
     * Merges, checks and compiles the contract. Blocks; for the boot thread.
     *
     * @param fragments the modules' fragments, YAML by file name
     * @param served operationIds that the modules on this node serve
     * @param elsewhere modules that only other nodes may run; what their fragments declare is taken as served
     * @throws cn.mejene.kernel.config.ConfigException one line with file and JSON pointer of the first fault
     */
    public static Contract load(Vertx vertx, Map<String, String> fragments, Set<String> served, Set<String> elsewhere) {
        var merged = ContractFragments.merge(fragments);
        new MetaSchemaCheck(vertx, merged).check().await();
        var compiler = new SchemaCompiler(merged.document().path("components"));
        var all = new HashSet<>(served);
        all.addAll(OWN);
        new ContractLint(merged, compiler).check(all, elsewhere);
        var operations = new OperationReader(merged, compiler).readAll();
        return new Contract(operations, Buffer.buffer(Json.bytes(published(merged))));
    }

    /** Whether the gateway answers itself. */
    public static boolean isOwn(Operation operation) {
        return OWN.contains(operation.id());
    }

    /** The document for readers: what roles imply is written out. */
    private static ObjectNode published(MergedContract merged) {
        var document = merged.document().deepCopy();
        Place.all(merged).forEach(place -> {
            boolean open = Trees.texts(place.operation().path("x-roles")).anyMatch(Operation.PUBLIC::equals);
            if (!open && document.at(place.pointer()) instanceof ObjectNode operation) {
                operation.putArray("security").addObject().putArray("bearer");
            }
            boolean named = place.parameters().map(Place.Part::node).anyMatch(ParameterLint::isIdempotencyKey);
            if (place.operation().has("x-idempotency")
                    && !named
                    && document.at(place.pointer()) instanceof ObjectNode operation) {
                boolean required = place.extension("x-idempotency").equals("required");
                operation
                        .withArray("parameters")
                        .addObject()
                        .put(
                                "$ref",
                                "#/components/parameters/" + (required ? "IdempotencyKeyRequired" : "IdempotencyKey"));
            }
        });
        return document;
    }
}
