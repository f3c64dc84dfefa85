package dev.seedkernel.launcher;

import picocli.CommandLine.Command;

/** The acceptance gates of the reference system. */
@Command(
    name = "gate",
    synopsisSubcommandLabel = "(tier1 | tier2)",
    description = {
      "Runs an acceptance gate: packs programs, boots them with their arguments as the kernel's command line,",
      "takes the files out of the text on the console, and compares them."
    })
final class GateCommand {}
