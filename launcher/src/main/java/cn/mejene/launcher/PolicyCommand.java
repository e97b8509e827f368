package cn.mejene.launcher;

import picocli.CommandLine.Command;

/** {@code policy}: how the privacy policy is kept. */
@Command(name = "policy", synopsisSubcommandLabel = "COMMAND", description = "Show how the privacy policy is kept.")
final class PolicyCommand {}
