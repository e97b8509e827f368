package cn.mejene.gateway;

import cn.mejene.kernel.config.ConfigException;
import java.nio.file.Path;

/**
 * The command line: {@code --config FILE} and nothing else.
 *
 * @param config the configuration file
 */
record Arguments(Path config) {

    /** @throws ConfigException for anything else */
    static Arguments parse(String[] arguments) {
        if (arguments.length != 2 || !arguments[0].equals("--config") || arguments[1].isBlank()) {
            throw new ConfigException("usage: NodeMain --config FILE");
        }
        return new Arguments(Path.of(arguments[1]));
    }
}
