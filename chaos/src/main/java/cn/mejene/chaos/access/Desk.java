package cn.mejene.chaos.access;

import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Clinic;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.SignIn;
import java.util.List;

/** The clinics and an officer, signed in, and again when their tokens' time is over. For one thread. */
final class Desk {
    private static final int UNAUTHORIZED = 401;

    private final Client client;
    private List<Clinic> clinics;
    private String officer;

    Desk(Client client) {
        this.client = client;
        this.clinics = new SignIn(client).clinics(1);
        this.officer = new SignIn(client).operator("officer", 1);
    }

    List<String> clinics() {
        return clinics.stream().map(Clinic::id).toList();
    }

    /** What a clinic hears when it asks for the records of the member with this Smile ID. */
    Reply read(String clinic, String smileId, int node) {
        var request = Request.get("clinic-reads", "/v1/records")
                .with("Smile-Id", smileId)
                .with("Mejene-Purpose", "treatment");
        var reply = client.call(request.as(token(clinic)), node);
        if (reply.status() != UNAUTHORIZED) {
            return reply;
        }
        clinics = new SignIn(client).clinics(node);
        return client.call(request.as(token(clinic)), node);
    }

    private String token(String clinic) {
        return clinics.stream()
                .filter(one -> one.id().equals(clinic))
                .map(Clinic::token)
                .findFirst()
                .orElseThrow();
    }

    Reply asOfficer(Request request, int node) {
        var reply = client.call(request.as(officer), node);
        if (reply.status() != UNAUTHORIZED) {
            return reply;
        }
        officer = new SignIn(client).operator("officer", node);
        return client.call(request.as(officer), node);
    }
}
