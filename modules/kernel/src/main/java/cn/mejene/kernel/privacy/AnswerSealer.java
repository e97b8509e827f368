package cn.mejene.kernel.privacy;

/**
 * Seals answers that are kept for a retry under the key of the person who called; implemented by {@code vault}. An
 * answer is opened only for the very caller it was given to. Virtual threads only.
 */
public interface AnswerSealer {

    byte[] seal(String subject, String place, byte[] answer);

    byte[] open(String subject, String place, byte[] sealed);
}
