package cn.mejene.chaos.cluster;

import cn.mejene.chaos.client.Unanswered;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A member's time in one round: one act after the other until it is over. One thread a member. */
final class Life {
    private static final List<Act> ACTS = weighted();
    private static final int SHORTEST_PAUSE_MILLIS = 40;
    private static final int LONGEST_PAUSE_MILLIS = 250;

    private final Member member;
    private final int round;

    Life(Member member, int round) {
        this.member = member;
        this.round = round;
    }

    private static List<Act> weighted() {
        var acts = new ArrayList<Act>();
        add(acts, 6, new EditProfile());
        add(acts, 5, new ReceiveUpload());
        add(acts, 4, new ReadBack());
        add(acts, 4, new Revoke());
        add(acts, 1, new RevokeMidStream());
        add(acts, 1, new SignOut());
        add(acts, 1, new GuessCode());
        return List.copyOf(acts);
    }

    private static void add(List<Act> acts, int weight, Act act) {
        for (int i = 0; i < weight; i++) {
            acts.add(act);
        }
    }

    /** @param going asked before each act */
    void liveWhile(java.util.function.BooleanSupplier going) {
        try {
            member.signIn();
            while (going.getAsBoolean()) {
                ACTS.get(member.random().nextInt(ACTS.size())).perform(member, round);
                TimeUnit.MILLISECONDS.sleep(member.random().nextInt(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS));
            }
        } catch (Unanswered counted) {
            // What she would do next depends on an effect that nobody knows; the round's check tells.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
