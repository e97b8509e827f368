package cn.mejene.kernel.call;

import java.util.Map;

/**
 * Sends one message to one person now, without outbox or Kafka: login and step-up codes. Implemented by {@code
 * notifications}; everything else is an event whose text is made at dispatch.
 */
public interface MessagePort {

    /**
     * Hands the message to a provider; returns when the provider has taken it.
     *
     * @throws cn.mejene.kernel.Problem 503 when no provider takes it
     */
    void send(Message message);

    /**
     * @param template name of the text, e.g. {@code login-code}
     * @param to where it goes, e.g. an E.164 phone number
     * @param values what the template's places are filled with
     */
    record Message(Channel channel, String template, String to, Map<String, String> values) {
        /** Shows neither the receiver nor the content. */
        @Override
        public String toString() {
            return "Message[" + channel + " " + template + "]";
        }
    }

    /** Ways to reach a person. */
    enum Channel {
        SMS,
        EMAIL,
        PUSH
    }
}
