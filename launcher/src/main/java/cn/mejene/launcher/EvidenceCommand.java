package cn.mejene.launcher;

import picocli.CommandLine.Command;

/** {@code evidence}: what can be done with evidence from outside. */
@Command(name = "evidence", synopsisSubcommandLabel = "COMMAND", description = "Verify evidence offline.")
final class EvidenceCommand {}
