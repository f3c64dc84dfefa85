package dev.seedkernel.launcher;

import dev.seedkernel.cpio.Compression;
import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioNames;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.cpio.HostTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Packs a directory. */
@Command(
    name = "pack",
    description = {
      "Packs a directory as an initramfs (cpio, newc).",
      "The same files give the same bytes: sorted by name, times 0, owners 0."
    })
final class PackCommand implements Callable<Integer> {
  private final Streams streams;

  @Parameters(paramLabel = "TREE", description = "The directory.")
  private Path tree = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The archive to write; - is the standard output.")
  private Path output = Path.of("");

  @Option(
      names = "--compress",
      paramLabel = "FORMAT",
      converter = CompressionName.class,
      description = "none (default), gzip, xz, lzma, bzip2, zstd or lz4.")
  private Compression compression = Compression.NONE;

  PackCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws FailedException {
    if (Files.exists(tree) && !Files.isDirectory(tree)) {
      throw new FailedException(tree + ": not a directory");
    }
    try {
      CpioArchive archive = Archives.without(HostTree.pack(tree), ownOutput());
      HostFiles.write(
          output,
          streams,
          target -> {
            try {
              CpioWriter.write(archive, compression, target);
            } catch (CpioException e) {
              throw new FailedException(output + ": " + Failures.message(e), e);
            }
          });
    } catch (CpioException e) {
      throw new FailedException(tree + ": " + Failures.message(e), e);
    } catch (IOException e) {
      throw new FailedException(Failures.describe(e), e);
    }
    return ExitStatus.SUCCESS;
  }

  /** An archive of an earlier run must not become part of the next: the same tree, other bytes. */
  private Set<String> ownOutput() throws IOException {
    if (output.toString().equals(HostFiles.STANDARD_STREAM) || !Files.exists(output)) {
      return Set.of();
    }
    Path root = tree.toRealPath();
    Path real = output.toRealPath();
    return real.startsWith(root)
        ? Set.of(CpioNames.ofText(root.relativize(real).toString()))
        : Set.of();
  }

  /** Names of compressions. */
  static final class CompressionName implements ITypeConverter<Compression> {
    @Override
    public Compression convert(String text) {
      return Arrays.stream(Compression.values())
          .filter(value -> name(value).equals(text))
          .findFirst()
          .orElseThrow(() ->
              new TypeConversionException(
                  "'%s' is not one of %s"
                      .formatted(
                          text,
                          Arrays.stream(Compression.values())
                              .map(CompressionName::name)
                              .collect(Collectors.joining(", ")))));
    }

    private static String name(Compression compression) {
      return compression.name().toLowerCase(Locale.ROOT);
    }
  }
}
