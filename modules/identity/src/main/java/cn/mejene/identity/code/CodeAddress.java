package cn.mejene.identity.code;

import cn.mejene.kernel.call.MessagePort.Channel;
import java.util.Optional;

/** Where a code can be sent: a mobile number or an e-mail address. Sealed wherever it is kept. */
public sealed interface CodeAddress permits PhoneNumber, MailAddress {

    Channel channel();

    /** What the message port takes. */
    String text();

    /** What its keyed hash is bound to, so that no two kinds of address have the same one. */
    String kind();

    /** The block it belongs to, where codes to neighbours are counted together. */
    Optional<String> block();
}
