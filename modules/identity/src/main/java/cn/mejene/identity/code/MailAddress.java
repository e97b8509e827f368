package cn.mejene.identity.code;

import cn.mejene.kernel.call.MessagePort.Channel;
import java.util.Optional;

/** An e-mail address, checked by who keeps it. */
public record MailAddress(String text) implements CodeAddress {

    @Override
    public Channel channel() {
        return Channel.EMAIL;
    }

    @Override
    public String kind() {
        return "email";
    }

    /** Those of one provider have nothing to do with each other. */
    @Override
    public Optional<String> block() {
        return Optional.empty();
    }

    /** Shows nothing of the address. */
    @Override
    public String toString() {
        return "MailAddress[***]";
    }
}
