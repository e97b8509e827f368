package cn.mejene.chaos.cluster;

import cn.mejene.chaos.Stage;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Clinic;
import cn.mejene.chaos.client.SignIn;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** What all members share: the clinics, the texts in force, the Smile IDs that are taken. Thread-safe. */
final class Town {
    private final Stage stage;
    private final Client client;
    private final Set<String> smileIds = ConcurrentHashMap.newKeySet();
    private final AtomicInteger people = new AtomicInteger();
    /** Phone numbers are of one run only, whatever the seed, as a data folder may outlive it. */
    private final int firstPhone = ThreadLocalRandom.current().nextInt(90_000_000);

    private volatile List<Clinic> clinics = List.of();

    Town(Stage stage, Client client) {
        this.stage = stage;
        this.client = client;
    }

    Stage stage() {
        return stage;
    }

    Client client() {
        return client;
    }

    SignIn signIn() {
        return new SignIn(client.named("town"));
    }

    /** Signs the clinics in anew; their tokens are short-lived. */
    void openClinics() {
        clinics = signIn().clinics(1);
    }

    Clinic clinic(int index) {
        return clinics.get(index % clinics.size());
    }

    int clinicCount() {
        return clinics.size();
    }

    /** A number nobody has. */
    String freshPhone() {
        return "+86139%08d".formatted(firstPhone + people.incrementAndGet());
    }

    /** Takes note of a new Smile ID; false when somebody else has it. */
    boolean isNew(String smileId) {
        return smileIds.add(smileId);
    }
}
