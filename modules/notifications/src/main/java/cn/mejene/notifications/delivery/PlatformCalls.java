package cn.mejene.notifications.delivery;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;

/** Calls that this module makes of its own accord, under a trace of its own. Virtual threads only. */
public final class PlatformCalls {
    private static final String MODULE = "notifications";

    private final ModuleContext context;

    public PlatformCalls(ModuleContext context) {
        this.context = context;
    }

    /** @throws cn.mejene.kernel.Problem what the other module answers, or 503 */
    public Answer ask(String address, Object body) {
        return context.bus().call(Call.ofPlatform(MODULE, address, body));
    }

    public static Principal principal() {
        return Principal.system(MODULE);
    }

    /** A new trace context. */
    public static String trace() {
        return Call.newTrace();
    }
}
