package cn.mejene.chaos.access;

import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Clinic;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.SignIn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The clinics and an officer, signed in, and again when their tokens' time is over. For one thread. */
final class Desk {
    private static final int UNAUTHORIZED = 401;

    private final Client client;
    private final Map<String, String> abroad = new HashMap<>();
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

    /** What somebody of a clinic's hears who asks for the records of the member with this Smile ID. */
    Reply read(String clinic, Model.Workplace at, String smileId, int node) {
        var request = Request.get("clinic-reads", "/v1/records")
                .with("Smile-Id", smileId)
                .with("Mejene-Purpose", "treatment");
        if (at.isAbroad()) {
            return abroad(clinic, at, request, node);
        }
        var reply = client.call(request.as(token(clinic)), node);
        if (reply.status() != UNAUTHORIZED) {
            return reply;
        }
        clinics = new SignIn(client).clinics(node);
        return client.call(request.as(token(clinic)), node);
    }

    private Reply abroad(String clinic, Model.Workplace at, Request request, int node) {
        var who = clinic + " " + at;
        var signIn = new SignIn(client);
        var token = abroad.computeIfAbsent(who, _ -> signIn.clinicStaff(clinic, at.employer(), at.network(), node));
        var reply = client.call(request.as(token), node);
        if (reply.status() == UNAUTHORIZED) {
            abroad.remove(who);
            return abroad(clinic, at, request, node);
        }
        return reply;
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
