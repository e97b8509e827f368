package cn.mejene.gateway.contract;

import cn.mejene.kernel.config.ConfigException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * All fragments as one OpenAPI document that still knows which file each part came from. Built and read on the boot
 * thread.
 *
 * @param document the whole document
 * @param origins file by JSON pointer of the parts that were merged
 */
record MergedContract(ObjectNode document, Map<String, String> origins) {

    /** The fault at a place, with the file that the place came from. */
    ConfigException fault(String pointer, String what) {
        return ContractFault.at(file(pointer), pointer, what);
    }

    /** The file that the nearest merged part came from. */
    String file(String pointer) {
        for (var part = pointer; !part.isEmpty(); part = part.substring(0, part.lastIndexOf('/'))) {
            var file = origins.get(part);
            if (file != null) {
                return file;
            }
        }
        return ContractFragments.BASE;
    }

    /** What a local reference ({@code #/…}) points to. */
    Optional<JsonNode> target(String reference) {
        if (!reference.startsWith("#/")) {
            return Optional.empty();
        }
        var node = document.at(reference.substring(1));
        return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    }

    /** The node itself, or what its {@code $ref} points to in the end. */
    JsonNode resolve(JsonNode node) {
        var at = node;
        for (int hops = 0; at.path("$ref").isTextual() && hops < 32; hops++) {
            at = target(at.path("$ref").textValue()).orElse(at);
        }
        return at;
    }
}
