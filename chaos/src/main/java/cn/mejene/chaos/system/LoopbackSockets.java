package cn.mejene.chaos.system;

import cn.mejene.services.host.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whose is a TCP connection of this machine: Linux lists sockets with their inodes under {@code /proc/net}, and each
 * process's descriptors name theirs. Needs no privilege for processes of the same user. No state.
 */
final class LoopbackSockets {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int INODE = 9;

    private LoopbackSockets() {}

    /** The inode of the socket that goes from one local port to another. */
    static OptionalLong inode(int localPort, int remotePort) throws IOException {
        for (var table : TABLES) {
            if (Files.exists(table)) {
                var found = Files.readAllLines(table).stream()
                        .skip(1)
                        .map(line -> line.strip().split("\\s+"))
                        .filter(fields -> port(fields[LOCAL]) == localPort && port(fields[REMOTE]) == remotePort)
                        .mapToLong(fields -> Long.parseLong(fields[INODE]))
                        .findFirst();
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return OptionalLong.empty();
    }

    /** Whether the process has the socket open. */
    static boolean holds(RunningProcess process, long inode) throws IOException {
        var wanted = "socket:[" + inode + "]";
        try (var descriptors = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return descriptors.anyMatch(
                    one -> target(one).filter(wanted::equals).isPresent());
        } catch (java.nio.file.NoSuchFileException gone) {
            return false;
        }
    }

    private static Optional<String> target(Path descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException closedMeanwhile) {
            return Optional.empty();
        }
    }

    /** The port of an address as the tables have it: {@code 0100007F:1F90}. */
    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
    }
}
