package cn.mejene.gateway.contract;

import cn.mejene.kernel.config.ConfigException;

/** Makes the one line that a fault of the contract stops the boot with: file, JSON pointer, what is wrong. */
final class ContractFault {
    private ContractFault() {}

    static ConfigException at(String file, String pointer, String what) {
        return new ConfigException(file + ": #" + pointer + ": " + what);
    }
}
