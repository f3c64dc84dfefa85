package dev.seedkernel.launcher;

import picocli.CommandLine.Command;

/** What a run left on an output disk. */
@Command(
    name = "disk",
    synopsisSubcommandLabel = "(extract | list)",
    description = {
      "Reads the output disk of a run: the file of 'boot --disk out=FILE'.",
      "A disk without a result that is whole is refused: of a run that did not come to its end, whose files did not fit, or a file that is cut off or damaged."
    })
final class DiskCommand {}
