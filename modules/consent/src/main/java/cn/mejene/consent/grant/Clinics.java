package cn.mejene.consent.grant;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** Asks the module that keeps the clinics. Virtual threads only. */
final class Clinics {
    private final Bus bus;

    private record Wanted(String clinicId) {}

    /** Of all that is told about a clinic only that it exists matters here. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Found(String id) {}

    Clinics(Bus bus) {
        this.bus = bus;
    }

    /** @throws Problem 404 when there is no such clinic */
    void require(Call call, String clinicId) {
        var found =
                bus.call(call.to("records.find-clinic", new Wanted(clinicId))).body(Found.class);
        if (!clinicId.equals(found.id())) {
            throw Problem.notFound("clinic");
        }
    }
}
