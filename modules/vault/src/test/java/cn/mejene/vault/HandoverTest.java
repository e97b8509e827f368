package cn.mejene.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HandoverTest {
    @Test
    void open_givesTheSecret_toItsReceiverAlone() {
        var receiver = Handover.receive();
        var secret = "a secret".repeat(30).getBytes(StandardCharsets.UTF_8);

        var sealed = Handover.seal(receiver.publicKey(), secret);

        assertThat(receiver.open(sealed)).isEqualTo(secret);
        assertThatThrownBy(() -> Handover.receive().open(sealed)).isInstanceOf(Handover.WrongKeyException.class);
        sealed[7] ^= 1;
        assertThatThrownBy(() -> receiver.open(sealed)).isInstanceOf(Handover.WrongKeyException.class);
        assertThatThrownBy(() -> Handover.seal(secret, secret)).isInstanceOf(Handover.WrongKeyException.class);
    }
}
