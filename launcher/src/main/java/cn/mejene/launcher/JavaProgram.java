package cn.mejene.launcher;

import cn.mejene.services.host.DataFolder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A main class that runs in a JVM of its own, on the class path of this one. Immutable.
 *
 * @param mainClass what to run
 * @param options of the JVM
 * @param arguments of the program
 * @param archiving whether it may write the archive of its classes
 */
record JavaProgram(String mainClass, List<String> options, List<String> arguments, boolean archiving) {

    JavaProgram(String mainClass, List<String> options, List<String> arguments) {
        this(mainClass, options, arguments, true);
    }

    /**
     * The same program beside one that is archiving. A JVM writes the archive in place: several that stop at the same
     * time would write into each other's.
     */
    JavaProgram notArchiving() {
        return new JavaProgram(mainClass, options, arguments, false);
    }

    /** PostgreSQL, Kafka and the sandbox. */
    static JavaProgram services() {
        return new JavaProgram(
                "cn.mejene.services.ServicesMain",
                // A quick start matters more here than the last bit of speed.
                List.of(
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dlogback.configurationFile=logback-services.xml",
                        // Kafka touches log4j's API in one place; without this it complains that log4j is not there.
                        "-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory"),
                List.of());
    }

    /** The node, which the launcher knows by name only; {@code MEJENE_NODE_OPTIONS} adds options to its JVM. */
    static JavaProgram node(Path root) {
        var options = new ArrayList<>(List.of(
                "-Xmx512m",
                "-XX:MaxDirectMemorySize=256m",
                // Pictures are drawn without a screen.
                "-Djava.awt.headless=true",
                // The vault lends arrays of 1 MiB, which must not be humongous: those take two regions each.
                "-XX:+UseG1GC",
                "-XX:G1HeapRegionSize=4m"));
        var more = System.getenv("MEJENE_NODE_OPTIONS");
        if (more != null && !more.isBlank()) {
            options.addAll(List.of(more.strip().split("\\s+")));
        }
        return new JavaProgram(
                "cn.mejene.gateway.NodeMain",
                options,
                List.of("--config", root.resolve("config/dev.yaml").toString()));
    }

    /**
     * Loaded classes, kept beside this build's jars at the first clean stop and mapped at later starts: halves them. The
     * JVM checks by itself that the archive fits, and goes without where it cannot write one.
     */
    private List<String> classArchive() {
        var jar = Path.of(System.getProperty("java.class.path", "").split(File.pathSeparator, 2)[0]);
        var name = mainClass.substring(mainClass.lastIndexOf('.') + 1) + ".jsa";
        var archive = jar.toAbsolutePath().resolveSibling(name);
        var use = List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off,cds+dynamic=off");
        if (archiving) {
            return Stream.concat(use.stream(), Stream.of("-XX:+AutoCreateSharedArchive"))
                    .toList();
        }
        // Naming one that is not there would cost the JVM its own archive too.
        return Files.exists(archive) ? use : List.of();
    }

    /** The whole command, marked as working on the folder. */
    List<String> command(DataFolder folder) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.add(folder.mark());
        command.addAll(options);
        command.addAll(classArchive());
        command.addAll(List.of(
                "-XX:+ExitOnOutOfMemoryError",
                // Neither a core file nor a crash report may leave memory contents outside the data folder.
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.log().resolve("crash-%p.log"),
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path", ""),
                mainClass));
        command.addAll(arguments);
        return command;
    }
}
