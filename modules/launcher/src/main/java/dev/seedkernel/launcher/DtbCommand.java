package dev.seedkernel.launcher;

import dev.seedkernel.dtb.DeviceTree;
import dev.seedkernel.dtb.DtbException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows and compiles device trees. */
@Command(
    name = "dtb",
    description = {
      "Shows a device tree as DTS text, or writes it as DTB (-o).",
      "The input is one or the other, which its first bytes tell."
    })
final class DtbCommand implements Callable<Integer> {
  private static final int FDT_MAGIC = 0xd00dfeed;
  private static final int TEXT_SAMPLE = 512;

  private final Streams streams;

  @Parameters(
      paramLabel = "FILE",
      description = "A flattened tree, or DTS text; - is the standard input.")
  private Path file = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The flattened tree to write.")
  private @Nullable Path output;

  DtbCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws FailedException {
    DeviceTree tree = read(file, streams);
    if (output == null) {
      streams.printText(tree.toDts());
    } else {
      byte[] blob = tree.toBytes();
      HostFiles.write(output, streams, target -> target.write(blob));
    }
    return ExitStatus.SUCCESS;
  }

  private static DeviceTree read(Path file, Streams streams) throws FailedException {
    byte[] bytes = HostFiles.read(file, streams);
    if (!isFlattened(bytes) && isBinary(bytes)) {
      throw new FailedException(file + ": neither a flattened device tree nor DTS text");
    }
    try {
      return isFlattened(bytes)
          ? DeviceTree.parse(bytes)
          : DeviceTree.parseDts(new String(bytes, StandardCharsets.UTF_8));
    } catch (DtbException e) {
      // A text's rule says the line; one position is enough.
      String place = isFlattened(bytes) ? Failures.message(e) : Failures.oneLine(e.rule());
      throw new FailedException(file + ": " + place, e);
    }
  }

  private static boolean isFlattened(byte[] bytes) {
    return bytes.length >= Integer.BYTES && ByteBuffer.wrap(bytes).getInt() == FDT_MAGIC;
  }

  /** Text has no NUL; binary files have one early. */
  private static boolean isBinary(byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, TEXT_SAMPLE); i++) {
      if (bytes[i] == 0) {
        return true;
      }
    }
    return false;
  }
}
