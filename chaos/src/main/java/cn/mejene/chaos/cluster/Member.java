package cn.mejene.chaos.cluster;

import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Tally;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Clinic;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.Scan;
import cn.mejene.chaos.client.SignIn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * A member, what she was promised by acknowledged calls, and how she calls. She does one thing after the other, so that
 * after each answer there is one state that every node must show. For one thread at a time.
 */
final class Member {
    private final Town town;
    private final String name;
    private final String phone;
    private final Random random;
    private final Client client;
    private String token = "";
    private String smileId = "";
    private String profileName = "";
    private boolean consented;
    private final Set<String> earlierNames = new HashSet<>();
    private final Map<String, String> grants = new HashMap<>();
    private final List<Upload> uploads = new ArrayList<>();

    /**
     * An acknowledged upload.
     *
     * @param clinicId who sent it
     * @param round in which round
     */
    record Upload(String recordId, Scan scan, String clinicId, int round) {}

    Member(Town town, String name, long seed) {
        this.town = town;
        this.name = name;
        this.phone = town.freshPhone();
        this.random = new Random(seed);
        this.client = town.client().named(name);
    }

    String name() {
        return name;
    }

    String phone() {
        return phone;
    }

    Random random() {
        return random;
    }

    Client client() {
        return client;
    }

    Town town() {
        return town;
    }

    Stage stage() {
        return town.stage();
    }

    Tally tally() {
        return town.stage().tally();
    }

    SignIn signInDesk() {
        return new SignIn(client);
    }

    /** Signs in, for the first time or anew. */
    void signIn() {
        token = signInDesk().member(phone, anyNode());
    }

    int anyNode() {
        return 1 + random.nextInt(client.nodes());
    }

    /** All nodes but one. */
    List<Integer> otherNodes(int node) {
        return town.stage().installation().allNodes().stream()
                .filter(other -> other != node)
                .toList();
    }

    String newKey() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /** The request as hers. */
    Request signed(Request request) {
        return request.as(token);
    }

    /** Calls as herself until there is an answer. */
    Reply call(Request request, int node) {
        return client.call(request.as(token), node);
    }

    /** Calls as herself once. */
    Optional<Reply> once(Request request, int node) {
        return client.once(request.as(token), node);
    }

    /** Whether the answer is the one that her state calls for; counts it if not. */
    boolean expect(Reply reply, int... statuses) {
        for (int status : statuses) {
            if (reply.status() == status) {
                return true;
            }
        }
        tally().violated(
                        Zero.UNEXPLAINED_REFUSAL,
                        name + " at node " + reply.node() + ": " + reply.status() + " " + reply.code());
        return false;
    }

    String smileId() {
        return smileId;
    }

    void smileId(String activated) {
        smileId = activated;
    }

    String profileName() {
        return profileName;
    }

    void profileName(String acknowledged) {
        earlierNames.add(profileName);
        profileName = acknowledged;
    }

    /** Compares a name that a node shows with the acknowledged one. */
    void checkName(String shown, int node) {
        if (!shown.equals(profileName)) {
            // An older value that comes back was written over the newer one; anything else was never there.
            var zero = earlierNames.contains(shown) ? Zero.LATE_WRITE : Zero.LOST_WRITE;
            tally().violated(zero, name + " at node " + node + ": " + shown + " in place of " + profileName);
        }
    }

    boolean consented() {
        return consented;
    }

    void consented(boolean given) {
        consented = given;
    }

    /** Grants that hold, by clinic. */
    Map<String, String> grants() {
        return grants;
    }

    boolean lets(Clinic clinic) {
        return consented && grants.containsKey(clinic.id());
    }

    List<Upload> uploads() {
        return uploads;
    }
}
