package cn.mejene.kernel.call;

/**
 * What a client lets people do with a list of other people's sensitive data (policy IV(A)4): by default to look at it and
 * nothing else. A client that shows such a list obeys; what the server itself can hold back, it does not send.
 */
public record Presentation(boolean copy, boolean print, boolean screenshot, boolean download) {
    public static final Presentation LOOK_ONLY = new Presentation(false, false, false, false);
}
