package cn.mejene.notifications.inbox;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Names of clinics for the messages of one page; asks once per clinic. One request only, virtual threads only. */
final class ClinicNames {
    private final Map<String, Optional<String>> names = new HashMap<>();
    private final Bus bus;
    private final Call call;

    private record Wanted(String clinicId) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Found(String name) {}

    ClinicNames(Bus bus, Call call) {
        this.bus = bus;
        this.call = call;
    }

    /** Empty when the clinic cannot be asked for: a message without a name is better than none. */
    Optional<String> of(String clinicId) {
        return names.computeIfAbsent(clinicId, this::ask);
    }

    private Optional<String> ask(String clinicId) {
        try {
            var answer = bus.call(call.to("records.find-clinic", new Wanted(clinicId)));
            return Optional.of(answer.body(Found.class).name());
        } catch (Problem problem) {
            return Optional.empty();
        }
    }
}
