package cn.mejene.consent.call;

import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import org.jspecify.annotations.Nullable;

/** Who decides about a child's data (policy VI.2): her guardian, by a code; all other members themselves. */
public final class GuardianCheck {
    private final Bus bus;

    /** A code of the purpose {@code guardian} to the guardian's number. */
    public record GuardianCode(
            @Nullable String requestId, @Nullable String code) {
        @Override
        public String toString() {
            return "GuardianCode[" + requestId + "]";
        }
    }

    public GuardianCheck(Bus bus) {
        this.bus = bus;
    }

    /**
     * Returns when the calling member may decide.
     *
     * @throws cn.mejene.kernel.Problem 403 {@code guardian-code-required}, 401 {@code code-invalid}
     */
    public void require(Call call, @Nullable GuardianCode code) {
        var presented = code == null ? new GuardianCode(null, null) : code;
        bus.call(call.to("identity.require-guardian", presented));
    }
}
