package cn.mejene.gateway.http;

import cn.mejene.gateway.contract.Contract;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.config.ConfigException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** What the gateway answers itself: the contract, its page, the privacy signal's statement. Immutable once made. */
final class Pages {
    private static final String KEPT = "public, max-age=300";
    private static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Answer contract;
    private final Answer page;
    private final Answer privacySignal;
    private final Map<String, Answer> files;

    Pages(Contract contract) {
        this.contract = page("application/json", contract.document());
        this.page =
                page("text/html; charset=utf-8", resource("docs.html")).header("Content-Security-Policy", PAGE_POLICY);
        this.privacySignal = page("application/json", Buffer.buffer("{\"gpc\":true,\"lastUpdate\":\"2026-11-22\"}"));
        this.files = Map.of(
                "docs.css", page("text/css; charset=utf-8", resource("docs.css")),
                "docs.js", page("text/javascript; charset=utf-8", resource("docs.js")));
    }

    Answer answer(Call call) {
        return switch (call.operation()) {
            case "gateway.read-contract" -> contract;
            case "gateway.read-docs" -> page;
            case "gateway.read-gpc" -> privacySignal;
            default -> file(call.path("file"));
        };
    }

    private Answer file(String name) {
        var file = files.get(name);
        if (file == null) {
            throw Problem.notFound("file");
        }
        return file;
    }

    private static Answer page(String mediaType, Buffer body) {
        return new Answer(200, Map.of("Content-Type", mediaType, "Cache-Control", KEPT), body);
    }

    private static Buffer resource(String name) {
        try (var in = Pages.class.getClassLoader().getResourceAsStream("docs/" + name)) {
            if (in == null) {
                throw new ConfigException("the resource docs/" + name + " is missing");
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
