package dev.seedkernel.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the gates have in common. */
final class GateOptions {
  @Option(
      names = "--input",
      paramLabel = "HOST[:GUEST]",
      description = "Pack a file or directory, as --stage of 'run' does. May be repeated.")
  private List<String> inputs = new ArrayList<>();

  @Option(
      names = "--expect",
      paramLabel = "DIR",
      description = "Each file below DIR must come out at its path, byte for byte.")
  private @Nullable Path expected;

  @Option(
      names = "--transcript",
      paramLabel = "FILE",
      description = "Keep the text of the console, with the dump.")
  private @Nullable Path transcript;

  @Parameters(
      paramLabel = "ARG",
      description = "Arguments of the program, behind '--'; its name goes before them.")
  private List<String> arguments = new ArrayList<>();

  List<StagedFile> inputs() throws FailedException {
    List<StagedFile> files = new ArrayList<>();
    for (String input : inputs) {
      files.add(StagedFile.parse("--input", input));
    }
    return files;
  }

  Optional<Path> expected() {
    return Optional.ofNullable(expected);
  }

  Optional<Path> transcript() {
    return Optional.ofNullable(transcript);
  }

  List<String> arguments() {
    return arguments;
  }
}
