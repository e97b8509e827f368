package cn.mejene.notifications.delivery;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Calls that this module makes of its own accord, under a trace of its own. Virtual threads only. */
public final class PlatformCalls {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ModuleContext context;

    public PlatformCalls(ModuleContext context) {
        this.context = context;
    }

    /** @throws cn.mejene.kernel.Problem what the other module answers, or 503 */
    public Answer ask(String address, Object body) {
        return context.bus()
                .call(new Call(
                        address,
                        principal(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Buffer.buffer(Json.bytes(body)),
                        null,
                        System.nanoTime() + PATIENCE.toNanos(),
                        trace(),
                        "notifications"));
    }

    public static Principal principal() {
        return Principal.system("notifications");
    }

    /** A new trace context. */
    public static String trace() {
        var bytes = new byte[24];
        ThreadLocalRandom.current().nextBytes(bytes);
        var hex = HexFormat.of().formatHex(bytes);
        return "00-" + hex.substring(0, 32) + "-" + hex.substring(32, 48) + "-01";
    }
}
