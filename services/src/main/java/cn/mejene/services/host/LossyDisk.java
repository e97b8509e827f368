package cn.mejene.services.host;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A disk whose power can be cut: an ext4 file system of its own on a loop device. What nobody had synced at that moment
 * is gone when it is mounted again, as after the loss of a whole machine. Needs root. For one thread but for {@link
 * #cut}; closing unmounts and deletes it.
 */
public final class LossyDisk implements AutoCloseable {
    /** {@code EXT4_IOC_SHUTDOWN}: no more input or output from now on. */
    private static final long SHUTDOWN = 0x8004587DL;
    /** {@code EXT4_GOING_FLAGS_NOLOGFLUSH}: not even of what lies in the journal's buffers. */
    private static final int WITHOUT_JOURNAL = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PROGRAM_SECONDS = 60;

    private final Path image;
    private final Path folder;
    private final String device;

    private LossyDisk(Path image, Path folder, String device) {
        this.image = image;
        this.folder = folder;
        this.device = device;
    }

    /**
     * Makes one.
     *
     * @param folder where it is mounted; made
     * @param bytes how large; only what is used takes room
     * @throws IOException when this machine or account cannot have one, with the reason
     */
    public static LossyDisk open(Path folder, long bytes) throws IOException {
        if (!System.getProperty("user.name", "").equals("root")) {
            throw new IOException("only root can mount a disk");
        }
        var image = folder.resolveSibling(folder.getFileName() + ".ext4");
        Files.createDirectories(folder);
        run("truncate", "-s", Long.toString(bytes), image.toString());
        try {
            run("mkfs.ext4", "-q", "-F", image.toString());
            // Past the cache of the file below: what the disk was told to sync must be nowhere else.
            var device = run("losetup", "--direct-io=on", "--find", "--show", image.toString());
            var disk = new LossyDisk(image, folder.toRealPath(), device);
            disk.mount();
            return disk;
        } catch (IOException e) {
            Files.deleteIfExists(image);
            throw e;
        }
    }

    public Path folder() {
        return folder;
    }

    /** Nothing that was not synced by now will ever be seen again. Thread-safe. */
    public void cut() throws IOException {
        try (var arena = Arena.ofConfined()) {
            int descriptor = (int) function("open", ValueLayout.ADDRESS, ValueLayout.JAVA_INT)
                    .invokeExact(arena.allocateFrom(folder.toString()), 0);
            var flags = arena.allocateFrom(ValueLayout.JAVA_INT, WITHOUT_JOURNAL);
            int result = (int) function("ioctl", ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS)
                    .invokeExact(descriptor, SHUTDOWN, flags);
            int _ = (int) function("close", ValueLayout.JAVA_INT).invokeExact(descriptor);
            if (result != 0) {
                throw new IOException("the disk could not be cut off");
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends, as the loss of power does, every process that works on the disk. */
    public void evict() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (var guests = guests(); !guests.isEmpty(); guests = guests()) {
            for (var guest : guests) {
                guest.signal("KILL");
            }
            require(end, "processes on the disk do not end");
        }
    }

    /** Mounts it again, which replays what its journal holds. Nobody may be at work on it. */
    public void restore() throws IOException {
        unmount();
        mount();
    }

    private List<RunningProcess> guests() throws IOException {
        long self = ProcessHandle.current().pid();
        return RunningProcess.all().stream()
                .filter(process -> process.pid() != self && isGuest(process))
                .filter(RunningProcess::isAlive)
                .toList();
    }

    private boolean isGuest(RunningProcess process) {
        return process.workingFolder().filter(at -> at.startsWith(folder)).isPresent()
                || process.arguments().stream().anyMatch(argument -> argument.contains(folder + "/"));
    }

    /** Without the habits by which ext4 syncs for programs that forgot to. */
    private void mount() throws IOException {
        run("mount", "-t", "ext4", "-o", "noatime,noauto_da_alloc,commit=300", device, folder.toString());
    }

    private void unmount() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                run("umount", folder.toString());
                return;
            } catch (IOException busy) {
                require(end, folder + " is busy");
            }
        }
    }

    private static void require(long end, String complaint) throws IOException {
        if (System.nanoTime() > end) {
            throw new IOException(complaint);
        }
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, ValueLayout... arguments) {
        var linker = Linker.nativeLinker();
        MemorySegment address = linker.defaultLookup().findOrThrow(name);
        var variadic = Linker.Option.firstVariadicArg(Math.min(2, arguments.length));
        return linker.downcallHandle(address, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments), variadic);
    }

    private static String run(String... command) throws IOException {
        var program = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = program.getInputStream()) {
            var told = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!program.waitFor(PROGRAM_SECONDS, TimeUnit.SECONDS) || program.exitValue() != 0) {
                throw new IOException(command[0] + ": " + told);
            }
            return told;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        evict();
        unmount();
        run("losetup", "--detach", device);
        Files.deleteIfExists(image);
        Files.deleteIfExists(folder);
    }
}
