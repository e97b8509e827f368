package cn.mejene.chaos.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.services.host.RunningProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** This process is node 1 and calls node 2, which echoes. */
class ClusterLinksTest {
    private ServerSocket node2;
    private ClusterLinks links;
    private NodePorts ports;

    @BeforeEach
    void open() throws IOException {
        ports = new NodePorts(NodePorts.freeBlock(3), 3);
        node2 = new ServerSocket(ports.cluster(2), 10, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::echo);
        var self = new RunningProcess(ProcessHandle.current().pid());
        links = ClusterLinks.open(
                ports, inode -> LoopbackSockets.holds(self, inode) ? Optional.of(1) : Optional.empty());
    }

    @AfterEach
    void close() throws IOException {
        links.close();
        node2.close();
    }

    private void echo() {
        try {
            while (true) {
                var caller = node2.accept();
                Thread.startVirtualThread(() -> {
                    try (caller) {
                        caller.getInputStream().transferTo(caller.getOutputStream());
                    } catch (IOException gone) {
                        // The test has ended.
                    }
                });
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), ports.relay(2));
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static int exchange(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        return socket.getInputStream().read();
    }

    @Test
    void link_passesBothWays_whenWhole() throws IOException {
        try (var socket = connect()) {
            assertThat(exchange(socket, 17)).isEqualTo(17);
        }
    }

    @Test
    void link_holdsBack_whenCut_andGoesOn_whenHealed() throws IOException {
        try (var socket = connect()) {
            assertThat(exchange(socket, 1)).isEqualTo(1);
            links.cut(Set.of(2));
            socket.setSoTimeout(300);
            assertThatThrownBy(() -> exchange(socket, 2)).isInstanceOf(SocketTimeoutException.class);
            links.heal();
            socket.setSoTimeout(5_000);
            assertThat(socket.getInputStream().read()).isEqualTo(2);
        }
    }

    @Test
    void link_isNotTouched_whenOthersAreCut() throws IOException {
        links.cut(Set.of(3));
        try (var socket = connect()) {
            assertThat(exchange(socket, 9)).isEqualTo(9);
        }
    }

    @Test
    void newConnection_waits_whileTheLinkIsCut() throws IOException {
        links.cut(Set.of(1));
        try (var socket = connect()) {
            socket.setSoTimeout(300);
            assertThatThrownBy(() -> exchange(socket, 5)).isInstanceOf(SocketTimeoutException.class);
            links.heal();
            socket.setSoTimeout(5_000);
            assertThat(socket.getInputStream().read()).isEqualTo(5);
        }
    }
}
