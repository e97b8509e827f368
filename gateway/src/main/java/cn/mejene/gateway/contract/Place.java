package cn.mejene.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One operation where it stands in the merged document; gives its parts with references followed.
 *
 * @param pointer JSON pointer of the operation
 * @param path OpenAPI path template
 * @param method lower-case method
 */
record Place(MergedContract contract, String pointer, String path, String method, JsonNode operation) {

    /** Every operation of the document. */
    static Stream<Place> all(MergedContract contract) {
        return Trees.fields(contract.document().path("paths")).flatMap(path -> Trees.fields(path.getValue())
                .filter(field -> Contract.METHODS.contains(field.getKey()))
                .map(field -> new Place(
                        contract,
                        Pointers.join(Pointers.join("/paths", path.getKey()), field.getKey()),
                        path.getKey(),
                        field.getKey(),
                        field.getValue())));
    }

    String id() {
        return operation.path("operationId").asText();
    }

    /** The parameters of the path and of the operation. */
    Stream<Part> parameters() {
        var pathPointer = pointer.substring(0, pointer.lastIndexOf('/'));
        return Stream.concat(
                parts(pathPointer + "/parameters", contract.document().at(pathPointer + "/parameters")),
                parts(pointer + "/parameters", operation.path("parameters")));
    }

    private Stream<Part> parts(String at, JsonNode array) {
        return IntStream.range(0, array.size()).mapToObj(i -> new Part(at + "/" + i, contract.resolve(array.get(i))));
    }

    /** The request body; a missing node when there is none. */
    Part body() {
        return new Part(pointer + "/requestBody", contract.resolve(operation.path("requestBody")));
    }

    String extension(String name) {
        return operation.path(name).asText();
    }

    RuntimeException fault(String what) {
        return contract.fault(pointer, what);
    }

    RuntimeException fault(String child, String what) {
        return contract.fault(pointer + child, what);
    }

    /**
     * A part of the operation.
     *
     * @param pointer where the operation names it
     * @param node what stands there, references followed
     */
    record Part(String pointer, JsonNode node) {}
}
