package cn.mejene.services;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import cn.mejene.services.host.FileTree;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs, unpacked from the class path once per version: into the data folder, or into the folder that
 * {@code MEJENE_PROGRAMS} names and that many data folders share. A half-unpacked folder of a killed run is thrown away.
 */
final class PostgresPrograms {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    private final Path folder;

    private PostgresPrograms(Path folder) {
        this.folder = folder;
    }

    /**
     * Unpacks what is missing; waits for another process that does so.
     *
     * @param home where the programs are kept unless they are shared
     * @throws IOException when the archive is not on the class path or can't be unpacked
     */
    static PostgresPrograms in(Path home) throws IOException {
        var archive = PostgresPrograms.class.getResource(ARCHIVE);
        if (archive == null) {
            throw new IOException("no PostgreSQL for this machine on the class path: " + ARCHIVE);
        }
        var shared = System.getenv("MEJENE_PROGRAMS");
        var parent = shared == null || shared.isBlank() ? home : Path.of(shared);
        // The size stands for the version: another archive is unpacked beside the old one.
        var folder = parent.resolve("programs-" + archive.openConnection().getContentLengthLong());
        try (var one = FileChannel.open(parent.resolve("programs.lock"), CREATE, WRITE);
                var lock = one.lock()) {
            if (lock.isValid() && !Files.exists(folder)) {
                var aside = parent.resolve("programs.new");
                FileTree.delete(aside);
                try (var packed = archive.openStream()) {
                    unpack(packed, aside);
                }
                FileTree.publish(aside, folder);
            }
        }
        return new PostgresPrograms(folder);
    }

    /** The path of a program: {@code initdb}, {@code postgres}. */
    String path(String program) {
        return folder.resolve("bin").resolve(program).toString();
    }

    private static void unpack(InputStream packed, Path target) throws IOException {
        Files.createDirectories(target);
        try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(packed)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, target);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        var file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
            throw new IOException("the archive leaves its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.resolveSibling(""));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, file);
        Files.setPosixFilePermissions(file, permissions(entry));
    }

    private static Set<PosixFilePermission> permissions(TarArchiveEntry entry) {
        var permissions = EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                // Shared programs belong to whoever unpacked them and are run by PostgreSQL's account.
                PosixFilePermission.OTHERS_READ);
        if ((entry.getMode() & 0100) != 0) {
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return permissions;
    }
}
