package cn.mejene.chaos.cluster;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.SignIn;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody guesses a code on all nodes at once; after five wrong tries the right one must not work. */
final class GuessCode implements Act {
    private static final int GUESSES = 9;
    private static final int MOST = 5;
    private static final int UNAUTHORIZED = 401;

    @Override
    public void perform(Member member, int round) {
        var desk = member.signInDesk();
        // Somebody else's number: its tries are counted over all codes.
        var phone = member.town().freshPhone();
        var code = desk.code(phone, "login", member.anyNode());
        if (code.code().isEmpty()) {
            return;
        }
        var refused = new AtomicInteger();
        try (var guessers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 1; i <= GUESSES; i++) {
                int node = 1 + i % member.client().nodes();
                var guess = desk.session(phone, wrong(code, i), node);
                guessers.execute(() -> member.client()
                        .once(guess, node)
                        .filter(reply -> reply.status() == UNAUTHORIZED)
                        .ifPresent(_ -> refused.incrementAndGet()));
            }
        }
        member.tally().count(Figure.CODE);
        if (refused.get() >= MOST) {
            var reply = member.client().call(desk.session(phone, code, member.anyNode()), member.anyNode());
            if (reply.isOk()) {
                member.tally().violated(Zero.TRY_TOO_MANY, "a code worked after " + refused + " wrong tries");
            }
        }
    }

    /** Another code of the same form. */
    static SignIn.Code wrong(SignIn.Code right, int step) {
        int digits = right.code().length();
        int space = (int) Math.pow(10, digits);
        int other = (Integer.parseInt(right.code()) + step) % space;
        return new SignIn.Code(right.requestId(), ("%0" + digits + "d").formatted(other));
    }
}
