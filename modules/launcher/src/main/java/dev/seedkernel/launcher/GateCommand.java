package dev.seedkernel.launcher;

import picocli.CommandLine.Command;

/** The acceptance gates of the reference system. */
@Command(
    name = "gate",
    synopsisSubcommandLabel = "(tier1 | tier2)",
    description = {
      "Boots a program with inputs, and compares the files that come out.",
      "The arguments are the kernel's command line. The files are taken from the dump on the console."
    })
final class GateCommand {}
