package cn.mejene.launcher;

/** The system can't start or go on; the message is one line for the person at the terminal. */
final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    StartFailure(String message) {
        super(message);
    }
}
