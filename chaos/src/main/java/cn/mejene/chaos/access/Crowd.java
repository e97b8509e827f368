package cn.mejene.chaos.access;

import cn.mejene.chaos.Stage;
import cn.mejene.chaos.client.Client;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Callers at as many addresses of this machine, which each count for themselves. Thread-safe; closed by its maker. */
final class Crowd implements AutoCloseable {
    private static final int ADDRESSES_A_NET = 250;

    private final List<Client> callers = new ArrayList<>();

    /** @param net second number of their addresses, so that crowds do not meet */
    Crowd(Stage stage, String name, int net, int size) throws IOException {
        for (int i = 0; i < size; i++) {
            var address = InetAddress.getByAddress(
                    new byte[] {127, (byte) net, (byte) (1 + i / ADDRESSES_A_NET), (byte) (1 + i % ADDRESSES_A_NET)});
            callers.add(Client.from(address, stage.installation().ports(), stage.observed())
                    .named(name));
        }
    }

    /** The caller of this number, whatever the number. */
    Client caller(int number) {
        return callers.get(number % callers.size());
    }

    int size() {
        return callers.size();
    }

    @Override
    public void close() {
        callers.forEach(Client::close);
    }
}
