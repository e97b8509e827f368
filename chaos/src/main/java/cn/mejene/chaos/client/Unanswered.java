package cn.mejene.chaos.client;

/** A call got no answer from any node although everything that was broken has healed; its effect is unknown. */
public final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unanswered(String operation) {
        super("no node answers " + operation);
    }
}
