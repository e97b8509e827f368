package cn.mejene.launcher;

import picocli.CommandLine.Command;

/** {@code audit}: what can be done with the log from outside. */
@Command(name = "audit", synopsisSubcommandLabel = "COMMAND", description = "Verify, export or witness the access log.")
final class AuditCommand {}
