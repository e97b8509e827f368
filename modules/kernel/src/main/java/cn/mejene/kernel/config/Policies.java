package cn.mejene.kernel.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of policy data ({@code config/policy/}): purposes, texts, calendars; bound strictly, read at boot. */
public final class Policies {
    private final Path folder;

    public Policies(Path folder) {
        this.folder = folder;
    }

    /** Binds {@code <name>.yaml}. */
    public <T> T load(String name, Class<T> type) {
        var file = name + ".yaml";
        return Yaml.bind(file, Yaml.tree(file, text(file)), type);
    }

    /** Reads a text file below the folder. */
    public String text(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new ConfigException("the policy file " + folder.resolve(file) + " cannot be read");
        }
    }
}
